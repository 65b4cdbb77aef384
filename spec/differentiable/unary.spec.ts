/** The derivative of every elementwise operation: away from kinks by differences, at kinks as documented. */
import { describe, expect, test } from 'vitest'
import { check, lift } from '../../src/differentiable/index.js'
import * as primitives from '../../src/differentiable/primitives.js'
import { key } from '../../src/random/index.js'
import { of, toArray } from '../../src/tensor/index.js'
import * as t from '../../src/tensor/unary.js'
import { logSoftmax, logSumExp, softmax } from '../../src/tensor/softmax.js'
import type { Tensor } from '../../src/tensor/tensor.js'
import { activations, points, softmaxes } from '../outside/activations.js'
import { apart, positive, some, type F64 } from './values.js'

type Op = (x: F64<readonly [11]>) => F64<readonly [11]>
/** Where it is smooth, and what its derivative is at kinks. */
interface Row {
  readonly op: Op
  readonly at?: F64<readonly [11]>
  readonly kinks?: readonly (readonly [x: number, slope: number])[]
}
const smooth = (op: Op): Row => ({ op })
const right = positive([11])
const off = apart([11])

/** Every elementwise operation of one float: one that is missing is an error of the compiler. */
const table: { readonly [K in Exclude<keyof typeof t, 'cast' | 'not'>]: Row } = {
  neg: smooth(t.neg), square: smooth(t.square), exp: smooth(t.exp), expm1: smooth(t.expm1), tanh: smooth(t.tanh),
  sin: smooth(t.sin), cos: smooth(t.cos), erf: smooth(t.erf), sigmoid: smooth(t.sigmoid), logSigmoid: smooth(t.logSigmoid),
  softplus: smooth(t.softplus), silu: smooth(t.silu), gelu: smooth(t.gelu), geluTanh: smooth(t.geluTanh),
  abs: { op: t.abs, at: off, kinks: [[0, 0], [-0, 0]] },
  sqrt: { op: t.sqrt, at: right, kinks: [[0, Infinity]] },
  reciprocal: { op: t.reciprocal, at: right },
  log: { op: t.log, at: right }, log1p: { op: t.log1p, at: right },
  floor: { op: t.floor, at: off, kinks: [[1, 0]] }, ceil: { op: t.ceil, at: off, kinks: [[1, 0]] }, round: { op: t.round, at: off, kinks: [[0.5, 0]] },
  step: { op: t.step, at: off, kinks: [[0, 0]] },
  relu: { op: t.relu, at: off, kinks: [[0, 0], [-0, 0]] },
  leakyRelu: { op: t.leakyRelu(0.2), at: off, kinks: [[0, 0.2]] },
  elu: { op: t.elu(1.5), at: off, kinks: [[0, 1.5]] },
  celu: { op: t.celu(2), at: off, kinks: [[0, 1]] },
  relu6: { op: t.relu6, at: off, kinks: [[0, 0], [-0, 0], [6, 0]] },
  hardSigmoid: { op: t.hardSigmoid, at: off, kinks: [[-3, 0], [3, 0]] },
  hardSwish: { op: t.hardSwish, at: off, kinks: [[-3, 0], [3, 1]] },
  mish: smooth(t.mish), softsign: { op: t.softsign, at: off, kinks: [[0, 1], [-0, 1]] },
  selu: { op: t.selu, at: off, kinks: [[0, 1.7580993408473766]] },
}

describe.each(Object.entries(table))('%s', (_, { op, at = some([11], 4), kinks = [] }) => {
  test('agrees with differences, twice', () => expect(check(lift(op), at, key(1), { order: 2 })).toMatchObject({ _tag: 'Right' }))
  test('at kinks', () => {
    for (const [x, slope] of kinks) {
      const v = of([11], Array.from({ length: 11 }, () => x), 'f64')
      expect(toArray(lift(op)(v)[1](of([11], v.shape.flatMap((n) => Array.from({ length: n }, () => 1)), 'f64')))[0]).toBeCloseTo(slope, 14)
    }
  })
})

test.each(Object.entries(primitives))('differentiable.%s is the lift of the operation', (name, f) => {
  const op = { ...t, softmax, logSoftmax }[name as 'exp'] as Op
  const at = positive([11])
  const [[a, pullA], [b, pullB]] = [f(at), lift(op)(at)]
  expect(toArray(a)).toEqual(toArray(b))
  expect(toArray(pullA(at))).toEqual(toArray(pullB(at)))
})

const outside: { readonly [name: string]: (x: Tensor<any, 'f64'>) => Tensor<any, 'f64'> } = { ...t, leakyRelu: t.leakyRelu(), elu: t.elu(), celu: t.celu(2) } as never
test.each(activations)('$name has the published values and slopes: $formula', ({ name, values, derivatives }) => {
  const x = of([points.length], points, 'f64')
  const [y, pullback] = lift(outside[name]!)(x)
  const slopes = toArray(pullback(of([points.length], points.map(() => 1), 'f64')))
  // Some units in the last place, or below the least normal number.
  const near = (a: number, b: number): boolean => Math.abs(a - b) <= 32 * 2 ** -52 * Math.max(Math.abs(b), 2 ** -1022)
  toArray(y).forEach((v, i) => expect([points[i], v, near(v, values[i]!) ? 'near' : values[i]]).toEqual([points[i], v, 'near']))
  // Slopes lose what cancels in 1 - y²: absolutely near.
  slopes.forEach((v, i) => expect([points[i], v, near(v, derivatives[i]!) || Math.abs(v - derivatives[i]!) < 1e-15 ? 'near' : derivatives[i]]).toEqual([points[i], v, 'near']))
})

describe.each(softmaxes)('softmax of $x', (row) => {
  const x = of([row.x.length], row.x, 'f64')
  const dy = of([row.x.length], row.cotangent.slice(0, row.x.length), 'f64')
  const close = (actual: readonly number[], expected: readonly number[]): void =>
    actual.forEach((v, i) => expect(Math.abs(v - expected[i]!)).toBeLessThanOrEqual(1e-14 * Math.max(1, Math.abs(expected[i]!))))
  test('has the published values and pullbacks', () => {
    const [y, pullback] = lift((v: typeof x) => softmax(v))(x)
    close(toArray(y), row.softmax)
    close(toArray(pullback(dy)), row.softmaxPullback)
    const [z, back] = lift((v: typeof x) => logSoftmax(v))(x)
    close(toArray(z), row.logSoftmax)
    close(toArray(back(dy)), row.logSoftmaxPullback)
    close(toArray(logSumExp(x as Tensor<readonly [3], 'f64'>)), [row.logSumExp])
  })
})

test.each([['softmax', softmax], ['logSoftmax', logSoftmax], ['logSumExp', logSumExp]] as const)('%s of rows agrees with differences, twice', (_, f) => {
  expect(check(lift((x: F64<readonly [3, 5]>) => (f as typeof softmax)(x)), some([3, 5]), key(2), { order: 2 })).toMatchObject({ _tag: 'Right' })
})
