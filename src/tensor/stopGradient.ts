import { isFloat } from '../program/scalar.js'
import { apply } from './tensor.js'
import * as tree from './tree.js'

/** No cotangent goes back, and no tangent forth. */
const none = { pull: () => [], push: () => [] }

/**
 * The same tensors, through which no derivative goes: one, or lists and records of them.
 *
 * @example
 * const f = differentiable.lift((x: Tensor<readonly [2]>) => pipe(stopGradient(x), t.mul(x), t.sum()))
 * differentiable.gradient(f)(t.of([2], [3, 4])) // [3, 4], and not [6, 8]
 */
export const stopGradient = <A>(a: A): A => {
  const floats = tree.tensors(a).filter(({ dtype }) => isFloat(dtype))
  const values = apply({ kind: 'custom', inputs: 0, values: floats.length, rule: none }, ...floats)
  let next = 0
  return tree.map(a, (x) => (isFloat(x.dtype) ? values[next++] : x))
}
