/** What both directions multiply by. */
import { count } from '../program/program.js'
import { constant, eq as equals, select as choose } from '../program/scalar.js'
import type { Application } from '../tensor/rule.js'
import type { AnyTensor } from '../tensor/tensor.js'
import { broadcast, elementwise, expand, iota, map, neg, reduce, reshape } from '../tensor/untyped.js'
import type { Share } from './scalar.js'

const select = elementwise((c, a) => choose(c, a, constant(a.dtype, 0)))
const eq = elementwise(equals)

/** d ⊙ ∂f/∂xᵢ of a map: the Jacobian is diagonal, so it pushes as it pulls. */
export const share = (s: Share, { operands, results }: Application<'map'>, d: AnyTensor): AnyTensor => {
  const pool = [...operands, results[0] as AnyTensor, d]
  return map(s.expression, ...s.reads.map((i) => pool[i] as AnyTensor))
}

/** d where a reduced element equals its extreme first, once per result; else 0. */
export const atExtreme = ({ primitive: { by, axes }, operands: [x] }: Application<'reduce'>, d: AnyTensor): AnyTensor => {
  const { shape } = x!
  const greatest = by === 'min' ? neg(x!) : x!
  const reduced = shape.map((n: number, axis: number) => (axes.includes(axis) ? n : 1))
  const position = broadcast(reshape(iota([count(reduced)], 0), reduced), shape)
  return select(eq(position, expand(reduce('argmax', greatest, axes), axes, shape)), d)
}
