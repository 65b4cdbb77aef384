/**
 * The rule of every primitive, in both directions. `pull` takes the cotangents of the results back to the operands;
 * `push` takes tangents of the operands forward. A linear primitive pushes by being itself.
 */
import type { Custom } from '../program/custom.js'
import type { Kind, Of, Primitive } from '../program/primitive.js'
import { count } from '../program/program.js'
import { isFloat, select as choose, eq as equals, constant } from '../program/scalar.js'
import { broughtRule, type Application, type Rule } from '../tensor/rule.js'
import { sum } from '../tensor/sum.js'
import { apply1, type AnyTensor } from '../tensor/tensor.js'
import {
  broadcast, contract, elementwise, expand, fold, full, gather, iota, map, neg, pad, permute, reduce, reshape, scatterAdd, slice,
  unfold,
} from '../tensor/untyped.js'
import { shares, type Share } from './scalar.js'

type Maybe = AnyTensor | undefined

const select = elementwise((c, a) => choose(c, a, constant(a.dtype, 0)))
const eq = elementwise(equals)

/** A primitive that is linear in all its operands together, or in the first alone when the others are indices. */
const linear = <K extends Kind>(
  pull: (at: Application<K>, dy: AnyTensor, wanted: readonly boolean[]) => readonly Maybe[],
  indices = false,
): Rule<K> => ({
  pull: (at, [dy], wanted) => (dy === undefined ? [] : pull(at, dy, wanted)),
  push: ({ primitive, operands }, tangents) => {
    if (tangents.every((t) => t === undefined)) return [undefined]
    const moved = primitive.kind === 'pad' ? { ...primitive, value: 0 } : primitive
    const filled = operands.map((x, i) => (indices && i > 0 ? x : (tangents[i] ?? full(x.shape, 0, x.dtype))))
    return [apply1(moved, ...filled)]
  },
})

const constantRule = { pull: () => [], push: () => [undefined] }

const share = (s: Share, { operands, results }: Application<'map'>, d: AnyTensor): AnyTensor => {
  const pool = [...operands, results[0] as AnyTensor, d]
  return map(s.expression, ...s.reads.map((i) => pool[i] as AnyTensor))
}

/** Where a reduced element equals its extreme first: true once per result. */
const firstExtreme = ({ primitive: { by, axes }, operands: [x] }: Application<'reduce'>): AnyTensor => {
  const { shape } = x!
  const greatest = by === 'min' ? neg(x!) : x!
  const reduced = shape.map((n: number, axis: number) => (axes.includes(axis) ? n : 1))
  const position = broadcast(reshape(iota([count(reduced)], 0), reduced), shape)
  return eq(position, expand(reduce('argmax', greatest, axes), axes, shape))
}

/** The rule of what an instruction does. */
export const ruleOf = <K extends Kind>(primitive: Of<K>): Rule<K> => {
  const it = primitive as Primitive | Custom
  // The table is by kind, which the compiler does not follow.
  return (it.kind === 'custom' ? it.rule : it.kind === 'scan' ? broughtRule(it.kind) : rules[it.kind]) as unknown as Rule<K>
}

const rules: { readonly [K in Exclude<Kind, 'scan'>]: Rule<K> } = {
  // dxᵢ = dy ⊙ ∂f/∂xᵢ; the Jacobian is diagonal, so it pushes as it pulls.
  map: {
    pull: (at, [dy], wanted) =>
      dy === undefined ? []
      : shares(at.primitive.expression).map((s, i) => (s && wanted[i] ? share(s, at, dy) : undefined)),
    push: (at, tangents) => [sum(shares(at.primitive.expression).map((s, i) => {
      const t = tangents[i]
      return s && t && isFloat(t.dtype) ? share(s, at, t) : undefined
    }))],
  },
  // y = Σx: dx = dy everywhere. y = max x: dx = dy at the first of the greatest, else 0.
  reduce: {
    pull: (at, [dy]) => {
      const { primitive: { by, axes }, operands: [x] } = at
      if (dy === undefined || by === 'argmax') return []
      const spread = expand(dy, axes, x!.shape)
      return [by === 'sum' ? spread : select(firstExtreme(at), spread)]
    },
    push: (at, [dx]) => {
      const { primitive: { by, axes } } = at
      if (dx === undefined || by === 'argmax') return [undefined]
      return [reduce('sum', by === 'sum' ? dx : select(firstExtreme(at), dx), axes)]
    },
  },
  // Y = AB: dA = dY·Bᵀ, dB = Aᵀ·dY; a transposed operand receives the transpose.
  contract: {
    pull: ({ primitive: { transposeA: ta, transposeB: tb }, operands: [a, b] }, [dy], wanted) => dy === undefined ? [] : [
      !wanted[0] ? undefined : ta ? contract(b!, dy, tb, true) : contract(dy, b!, false, !tb),
      !wanted[1] ? undefined : tb ? contract(dy, a!, true, ta) : contract(a!, dy, !ta, false),
    ],
    push: ({ primitive: { transposeA, transposeB }, operands: [a, b] }, [da, db]) => [sum([
      da && contract(da, b!, transposeA, transposeB),
      db && contract(a!, db, transposeA, transposeB),
    ])],
  },
  unfold: linear(({ primitive, operands: [x] }, dy) => [fold(dy, primitive, x!.shape.slice(1, -1))]),
  fold: linear(({ primitive }, dy) => [unfold(dy, primitive)]),
  reshape: linear(({ operands: [x] }, dy) => [reshape(dy, x!.shape)]),
  permute: linear(({ primitive: { order } }, dy) => [permute(dy, order.map((_, i) => order.indexOf(i)))]),
  broadcast: linear(({ operands: [x] }, dy) => {
    const lead = dy.shape.length - x!.shape.length
    const repeated = dy.shape.flatMap((n: number, i: number) => (i < lead || (x!.shape[i - lead] === 1 && n !== 1) ? [i] : []))
    return [reshape(reduce('sum', dy, repeated), x!.shape)]
  }),
  slice: linear(({ primitive: { start, step }, operands: [x] }, dy) => {
    const interior = step.map((s) => s - 1)
    const high = start.map((low, i) => x!.shape[i]! - low - dy.shape[i]! - Math.max(0, dy.shape[i]! - 1) * interior[i]!)
    return [pad(dy, start, high, 0, interior)]
  }),
  pad: linear(({ primitive: { low, interior }, operands: [x] }, dy) => {
    const step = interior.map((n) => n + 1)
    return [slice(dy, low, low.map((l, i) => l + Math.max(0, (x!.shape[i]! - 1) * step[i]! + 1)), step)]
  }),
  concatenate: linear(({ primitive: { axis }, operands }, dy, wanted) => {
    let offset = 0
    return operands.map((x, i) => {
      const start = dy.shape.map((_: number, j: number) => (j === axis ? offset : 0))
      offset += x.shape[axis]!
      return wanted[i] ? slice(dy, start, dy.shape.map((n: number, j: number) => (j === axis ? offset : n))) : undefined
    })
  }),
  gather: linear(({ operands: [rows, indices] }, dy) => [scatterAdd(dy, indices!, rows!.shape[0]!)], true),
  scatterAdd: linear(({ operands: [, indices] }, dy) => [gather(dy, indices!)], true),
  iota: constantRule,
  bits: constantRule,
  constant: constantRule,
}
