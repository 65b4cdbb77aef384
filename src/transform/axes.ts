/** Where the examples are: the axis of each tensor that counts them, at run time and in types. */
import { axisIndex, expandDims, type ExpandDims } from '../shape/axes.js'
import { fail } from '../shape/error.js'
import { isTensor, type AnyTensor, type Shaped } from '../tensor/tensor.js'
import * as tree from '../tensor/tree.js'
import { movedAxis, repeated, type Values } from './value.js'

/**
 * The axis of the examples in every tensor of a tree: a number, from the last where it is below 0; `null` for what is the same
 * for all examples; or a list or a record of such, for the parts of one.
 */
export type ExampleAxes = number | null | readonly ExampleAxes[] | { readonly [name: string]: ExampleAxes }

/** A tree of one example as one of `N` examples, whose axes `X` says. */
export type Examples<A, N extends number, X = 0> =
  X extends null ? A
  // Its parts are asked for, not inferred: so it is known of sizes, too, that are type parameters.
  : A extends AnyTensor
    ? X extends number ? Shaped<ExpandDims<A['shape'], X, N>, A['dtype']> : never
  : A extends (...args: never) => unknown ? A
  : { readonly [K in keyof A]: Examples<A[K], N, X extends number ? X : K extends keyof X ? X[K] : never> }

/** A tensor with the way to it and the axis of the examples. */
interface Placed {
  readonly path: string
  readonly tensor: AnyTensor
  readonly axis: number | null
}

const isAxis = (axes: unknown): axes is number | null => axes === null || Number.isSafeInteger(axes)

/** The tensors of a tree with their axes, of a list or record of axes part by part. */
const placed = (option: string, axes: unknown, node: unknown, path: string): readonly Placed[] => {
  const axesOf = (key: string): unknown => Object.entries(axes as object).find(([name]) => name === key)?.[1]
  if (isAxis(axes)) return tree.leaves(node).map((leaf) =>
    ({ path: leaf.path === '' ? path : `${path}.${leaf.path}`, tensor: leaf.tensor, axis: axes }))
  const keys = tree.isBranch(node) ? Object.keys(node) : []
  if (!tree.isBranch(axes) || !tree.isBranch(node) || Array.isArray(axes) !== Array.isArray(node) || keys.length === 0)
    return fail('vmap', {
      argument: option, expected: `an axis, null, or a list or record of them for the parts of ${path}`, received: axes,
    })
  const [other] = Object.keys(axes).filter((key) => !keys.includes(key))
  if (other !== undefined)
    fail('vmap', { argument: `${option}.${other}`, expected: `nothing, as ${path} has no ${other}`, received: axesOf(other) })
  return Object.entries(node).flatMap(([key, part]) => placed(`${option}.${key}`, axesOf(key), part, `${path}.${key}`))
}

/** All arguments with the examples in front, which of their tensors are batched, and how many examples there are. */
export const examplesIn = (args: readonly unknown[], axes: ExampleAxes) => {
  const tensors = placed('in', axes, args, 'args').map(({ path, tensor, axis }) => {
    if (axis === null) return { path, tensor, size: undefined, axis }
    const index = axisIndex(tensor.shape, axis)
    if (typeof index === 'string')
      return fail('vmap', {
        argument: path, expected: 'an axis for the examples', received: tensor, message: `${path}: ${index}`,
      })
    return { path, tensor: movedAxis(tensor, index, 0), size: tensor.shape[index] as number, axis }
  })
  const [first, ...rest] = tensors.filter(({ size }) => size !== undefined)
  if (first?.size === undefined)
    return fail('vmap', { argument: 'args', expected: 'at least one tensor with an axis for the examples', received: 'none' })
  for (const { path, size, axis } of rest) {
    if (size !== first.size) fail('vmap', {
      argument: path, expected: `${first.size} examples, as ${first.path} has`, received: size,
      message: `${path} has ${size} examples along axis ${axis}, but ${first.path} has ${first.size} along axis ${first.axis}`,
    })
  }
  return {
    args: tree.replace(args, tensors.map(({ tensor }) => tensor)),
    flags: tensors.map(({ size }) => size !== undefined),
    n: first.size,
  }
}

/** A result with the examples along the axes that are asked for. */
export const results = <B>(result: B, values: Values, axes: ExampleAxes, n: number): B => {
  const wrong = tree.ends(result).find(({ node }) => node !== null && node !== undefined && !isTensor(node))
  if (wrong !== undefined) fail('vmap', {
    argument: wrong.path === '' ? 'result' : `result.${wrong.path}`, expected: 'a tensor', received: wrong.node,
  })
  return tree.replace(result, placed('out', axes, result, 'result').map(({ path, axis }, i) => {
    const value = values[i] as Values[number]
    if (axis === null) {
      if (!value.isBatched) return value.tensor
      const expected = 'the same for all examples, as out is null'
      return fail('vmap', { argument: path, expected, received: 'one that depends on the example' })
    }
    const tensor = repeated(value, n)
    const example = tensor.shape.slice(1)
    const shape = expandDims(example, axis, n)
    if (typeof shape === 'string')
      fail('vmap', { argument: path, expected: 'an axis for the examples', received: example, message: `${path}: ${shape}` })
    return movedAxis(tensor, 0, axis < 0 ? tensor.shape.length + axis : axis)
  }))
}
