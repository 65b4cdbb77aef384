/** What a compiled function gives: tensors in lists and records, as a run gives them, and the carry that it was given. */
import type { Elements } from '../program/elements.js'
import { printType } from '../program/infer.js'
import { fail, valueText } from '../shape/error.js'
import { concrete, concreteOne, isTensor, type AnyTensor } from '../tensor/tensor.js'
import * as tree from '../tensor/tree.js'
import * as raw from '../tensor/untyped.js'

const text = (x: unknown): string => (isTensor(x) ? printType(x) : valueText(x))

/** A tree of tensors, where `null` stands for what is left out. */
export const expectTensors = <B>(operation: string, name: string, result: B): B => {
  const wrong = tree.ends(result).find(({ node }) => node !== null && !isTensor(node))
  if (wrong === undefined) return result
  const place = wrong.path === '' ? name : `${name}.${wrong.path}`
  return fail(operation, {
    argument: place, expected: 'a tensor', received: wrong.node,
    message: `${place} is ${text(wrong.node)}, expected a tensor: a compiled function gives tensors, in lists and records`,
  })
}

/** The next carry in the form of the one that came in, whose tensors it has to have the types of; the rest has to be the same. */
export const expectCarry = <C>(operation: string, carry: C, next: unknown): C => {
  const found = new Map(tree.ends(next).map(({ path, node }) => [path, node]))
  const complain = (path: string, expected: unknown, received: unknown): never => {
    const place = path === '' ? 'carry' : `carry.${path}`
    const [was, is] = [text(expected), text(received)]
    return fail(operation, {
      argument: place, expected: was, received: is,
      message: `${place} is ${is} after a step, expected ${was} as before it`,
    })
  }
  const tensors: AnyTensor[] = []
  for (const { path, node } of tree.ends(carry)) {
    const other = found.get(path)
    found.delete(path)
    if (isTensor(node) ? !isTensor(other) || !raw.sameType(node, other) : !Object.is(node, other)) complain(path, node, other)
    if (isTensor(other)) tensors.push(other)
  }
  for (const [path, node] of found) complain(path, undefined, node)
  return tree.replace(carry, tensors)
}

const copied = (type: AnyTensor, result: Elements): AnyTensor =>
  (type.shape.length === 0 ? concreteOne(type, result[0] as number) : concrete(type, result.slice()))

/** What a run left as tensors in the form of the result, copied. */
export const collected = <B>(form: B, types: readonly AnyTensor[], results: readonly Elements[]): B =>
  // One tensor is its own form.
  (isTensor(form) ? copied(form, results[0] as Elements) as unknown as B
  : tree.replace(form, types.map((type, i) => copied(type, results[i] as Elements))))
