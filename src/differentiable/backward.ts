/**
 * The rule of every primitive, backward: it takes the cotangents of the results back to the operands. A linear primitive pulls by
 * its transpose.
 */
import type { Brought } from '../program/brought.js'
import type { Custom } from '../program/custom.js'
import type { Kind, Of, Primitive } from '../program/primitive.js'
import { broughtRule, type Application, type Backward } from '../tensor/rule.js'
import type { AnyTensor } from '../tensor/tensor.js'
import {
  contract, expand, fold, gather, pad, permute, reduce, reshape, scatterAdd, slice, unfold,
} from '../tensor/untyped.js'
import { shares } from './scalar.js'
import { atExtreme, share } from './slope.js'

type Maybe = AnyTensor | undefined

/** The cotangents of the operands, from that of the one result; only those `wanted` are needed. */
type Pull<K extends Kind> = (at: Application<K>, dy: AnyTensor, wanted: readonly boolean[]) => readonly Maybe[]

const none = (): readonly Maybe[] => []

/** The rule of what an instruction does. */
export const backward = <K extends Kind>(primitive: Of<K>): Backward<K> => {
  const it = primitive as Primitive | Custom
  if (it.kind === 'custom') return it.rule as Backward<K>
  // The table is by kind, which the compiler does not follow.
  const pull = rules[it.kind as Tabled] as unknown as Pull<K>
  return broughtRule(it.kind) ?? { pull: (at, [dy], wanted) => pull(at, dy as AnyTensor, wanted) }
}

/** The primitives that bring no rule. */
type Tabled = Exclude<Kind, Brought>

const rules: { readonly [K in Tabled]: Pull<K> } = {
  // dxᵢ = dy ⊙ ∂f/∂xᵢ.
  map: (at, dy, wanted) => shares(at.primitive.expression).map((s, i) => (s && wanted[i] ? share(s, at, dy) : undefined)),
  // y = Σx: dx = dy everywhere. y = max x: dx = dy at the first of the greatest, else 0.
  reduce: (at, dy) => {
    const { primitive: { by, axes }, operands: [x] } = at
    if (by === 'argmax') return []
    const spread = expand(dy, axes, x!.shape)
    return [by === 'sum' ? spread : atExtreme(at, spread)]
  },
  // Y = AB: dA = dY·Bᵀ, dB = Aᵀ·dY; a transposed operand receives the transpose.
  contract: ({ primitive: { transposeA: ta, transposeB: tb }, operands: [a, b] }, dy, wanted) => [
    !wanted[0] ? undefined : ta ? contract(b!, dy, tb, true) : contract(dy, b!, false, !tb),
    !wanted[1] ? undefined : tb ? contract(dy, a!, true, ta) : contract(a!, dy, !ta, false),
  ],
  unfold: ({ primitive, operands: [x] }, dy) => [fold(dy, primitive, x!.shape.slice(1, -1))],
  fold: ({ primitive }, dy) => [unfold(dy, primitive)],
  reshape: ({ operands: [x] }, dy) => [reshape(dy, x!.shape)],
  permute: ({ primitive: { order } }, dy) => [permute(dy, order.map((_, i) => order.indexOf(i)))],
  broadcast: ({ operands: [x] }, dy) => {
    const lead = dy.shape.length - x!.shape.length
    const repeated = dy.shape.flatMap((n: number, i: number) => (i < lead || (x!.shape[i - lead] === 1 && n !== 1) ? [i] : []))
    return [reshape(reduce('sum', dy, repeated), x!.shape)]
  },
  slice: ({ primitive: { start, step }, operands: [x] }, dy) => {
    const interior = step.map((s) => s - 1)
    const high = start.map((low, i) => x!.shape[i]! - low - dy.shape[i]! - Math.max(0, dy.shape[i]! - 1) * interior[i]!)
    return [pad(dy, start, high, 0, interior)]
  },
  pad: ({ primitive: { low, interior }, operands: [x] }, dy) => {
    const step = interior.map((n) => n + 1)
    return [slice(dy, low, low.map((l, i) => l + Math.max(0, (x!.shape[i]! - 1) * step[i]! + 1)), step)]
  },
  concatenate: ({ primitive: { axis }, operands }, dy, wanted) => {
    let offset = 0
    return operands.map((x, i) => {
      const start = dy.shape.map((_: number, j: number) => (j === axis ? offset : 0))
      offset += x.shape[axis]!
      return wanted[i] ? slice(dy, start, dy.shape.map((n: number, j: number) => (j === axis ? offset : n))) : undefined
    })
  },
  gather: ({ operands: [rows, indices] }, dy) => [scatterAdd(dy, indices!, rows!.shape[0]!)],
  scatterAdd: ({ operands: [, indices] }, dy) => [gather(dy, indices!)],
  iota: none,
  bits: none,
  constant: none,
}
