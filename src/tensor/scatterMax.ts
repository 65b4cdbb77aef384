/** The primitive that keeps the greatest of the updates to each place, with all that it brings. */
import { scatterMax as prepare } from '../backend/scatterMax.js'
import { scatterMax as stages } from '../backend/wasm/kernels/scatterMax.js'
import { scattered } from '../program/infer.js'
import { count } from '../program/program.js'
import { and, constant, eq, ne, or, select } from '../program/scalar.js'
import { withRule, type Application, type Parts } from './rule.js'
import { apply1, type AnyTensor } from './tensor.js'
import { broadcast, elementwise, gather, iota, neg, reshape, scatterAdd } from './untyped.js'

const scattering = (updates: AnyTensor, indices: AnyTensor, rows: number): AnyTensor =>
  apply1({ kind: 'scatterMax', rows }, updates, indices)

const isSame = elementwise((a, b) => or(eq(a, b), and(ne(a, a), ne(b, b))))
const positionWhere = elementwise((is, position) => select(is, position, constant('i32', -2147483648)))
const chosen = elementwise((is, position, first, d) => select(and(is, eq(position, first)), d, constant(d.dtype, 0)))

/** d of each update that is the first of the greatest at its place, else 0. */
const atGreatest = (
  { primitive: { rows }, operands: [updates, indices], results: [greatest] }: Application<'scatterMax'>, d: AnyTensor,
): AnyTensor => {
  const [u, where] = [updates!, indices!]
  const is = isSame(u, gather(greatest!, where))
  // Of negated positions the greatest is the first.
  const n = count(where.shape)
  const apart = [...where.shape, ...u.shape.slice(where.shape.length).map(() => 1)]
  const position = broadcast(reshape(neg(iota([n], 0)), apart), u.shape)
  return chosen(is, position, gather(scattering(positionWhere(is, position), where, rows), where), d)
}

export const parts: Parts<'scatterMax'> = {
  infer: scattered,
  prepare,
  stages,
  pull: (at, [dy]) => [atGreatest(at, gather(dy!, at.operands[1]!))],
  push: (at, [d]) => [d && scatterAdd(atGreatest(at, d), at.operands[1]!, at.primitive.rows)],
}

/** Updates [...where, ...row] by i32 indices [...where] into rows [rows, ...row] of the least value: the greatest of each place. */
export const scatterMax = withRule('scatterMax', parts, scattering)
