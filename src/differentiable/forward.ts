/**
 * The rule of every primitive, forward: it takes tangents of the operands to the results. A linear primitive pushes by being
 * itself.
 */
import type { Brought } from '../program/brought.js'
import type { Custom } from '../program/custom.js'
import type { Kind, Of, Primitive } from '../program/primitive.js'
import { isFloat } from '../program/scalar.js'
import { broughtRule, type Application, type Forward } from '../tensor/rule.js'
import { sum } from '../tensor/sum.js'
import { apply1, type AnyTensor } from '../tensor/tensor.js'
import { contract, full, reduce } from '../tensor/untyped.js'
import { shares } from './scalar.js'
import { atExtreme, share } from './slope.js'

type Maybe = AnyTensor | undefined

/** The tangent of the one result. */
type Push<K extends Kind> = (at: Application<K>, tangents: readonly Maybe[]) => Maybe

/** Linear in all operands together, or in the first alone when the others are indices. */
const linear = <K extends Kind>(indices: boolean): Push<K> => ({ primitive, operands }, tangents) => {
  const moved = primitive.kind === 'pad' ? { ...primitive, value: 0 } : primitive
  return apply1(moved, ...operands.map((x, i) => (indices && i > 0 ? x : (tangents[i] ?? full(x.shape, 0, x.dtype)))))
}
const inAll = linear(false)

/** The rule of what an instruction does. */
export const forward = <K extends Kind>(primitive: Of<K>): Forward<K> => {
  const it = primitive as Primitive | Custom
  if (it.kind === 'custom') return it.rule as Forward<K>
  // The table is by kind, which the compiler does not follow.
  const push = (rules[it.kind as keyof typeof rules] ?? inAll) as unknown as Push<K>
  return broughtRule(it.kind) ?? { push: (at, tangents) => [push(at, tangents)] }
}

/** The rules of those that are not linear in all operands together. */
const rules: { readonly [K in Exclude<Kind, Brought>]?: Push<K> } = {
  map: (at, tangents) => sum(shares(at.primitive.expression).map((s, i) => {
    const t = tangents[i]
    return s && t && isFloat(t.dtype) ? share(s, at, t) : undefined
  })),
  reduce: (at, [dx]) => {
    const { primitive: { by, axes } } = at
    return dx === undefined || by === 'argmax' ? undefined : reduce('sum', by === 'sum' ? dx : atExtreme(at, dx), axes)
  },
  // dY = dA·B + A·dB.
  contract: ({ primitive: { transposeA, transposeB }, operands: [a, b] }, [da, db]) => sum([
    da && contract(da, b!, transposeA, transposeB),
    db && contract(a!, db, transposeA, transposeB),
  ]),
  gather: linear(true),
  scatterAdd: linear(true),
}
