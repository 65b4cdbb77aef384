/** Forward mode: tangents go along with the values. */
import type { Program } from '../program/program.js'
import { isFloat } from '../program/scalar.js'
import { ofLayer } from '../tensor/layer.js'
import type { Pushforward } from '../tensor/rule.js'
import type { AnyTensor } from '../tensor/tensor.js'
import { replay } from '../tensor/trace.js'
import * as tree from '../tensor/tree.js'
import { zerosLike } from '../tensor/untyped.js'
import { aligned, applied, traced } from './application.js'
import { forward } from './forward.js'

/** The derivative of a program at `values` along tangents of its first inputs. */
const push = (program: Program, values: readonly AnyTensor[], tangents: readonly AnyTensor[]): readonly AnyTensor[] => {
  const along = values.map((_, id): AnyTensor | undefined => {
    const t = tangents[id]
    return t && isFloat(t.dtype) ? t : undefined
  })
  for (const instruction of program.instructions) {
    const incoming = instruction.operands.map((id) => along[id])
    if (incoming.every((t) => t === undefined)) continue
    const { push: rule } = forward(instruction.primitive)
    const moved = ofLayer(instruction.layer, () => rule(applied(instruction, values), incoming, pushforward))
    moved.forEach((t, i) => { along[instruction.first + i] = t })
  }
  return program.results.map((id) => along[id] ?? zerosLike(values[id] as AnyTensor))
}

const pushforward: Pushforward = (program, inputs, tangents) => {
  const values = replay(program, inputs)
  return [program.results.map((id) => values[id] as AnyTensor), push(program, values, tangents)]
}

/**
 * Forward mode: the value of `f` at `a` and its derivative along the tangent `da`, from the same rules.
 *
 * @example
 * const square = (x: Tensor<readonly [2]>) => pipe(x, t.mul(x))
 * jvp(square)(t.of([2], [3, 4]), t.of([2], [1, 10])) // [[9, 16], [6, 80]], x² and 2x·dx
 */
export const jvp = <A, B>(f: (a: A) => B) => (a: A, da: A): readonly [value: B, tangent: B] => {
  const { program, inputs, valueOf } = traced('jvp', f, a)
  const values = replay(program, inputs)
  const value = valueOf(values)
  return [value, tree.replace(value, push(program, values, aligned('jvp', 'da', a, da)))]
}
