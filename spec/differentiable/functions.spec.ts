/** The derivative of every elementwise function beside those of a training: by differences, twice, and those of two operands. */
import { describe, expect, test } from 'vitest'
import { pipe } from '../../src/index.js'
import { check, lift } from '../../src/differentiable/index.js'
import { key } from '../../src/random/index.js'
import * as t from '../../src/tensor/index.js'
import { apart, positive, some, type F64 } from './values.js'

type N = readonly [7]
type Op = (x: F64<N>) => F64<N>

const any = some([7], 3)
const right = positive([7])
/** In (-0.9, 0.9). */
const inside = t.of([7], t.toArray(any).map((x) => 0.9 * Math.sin(x)), 'f64')
const beyond = pipe(right, t.add(1))
const below = t.of([7], [-0.3, -0.7, -1.4, -2.6, -3.3, -4.45, -5.7], 'f64')

const table: readonly (readonly [name: string, op: Op, at: F64<N>])[] = [
  ['tan', t.tan, inside], ['asin', t.asin, inside], ['acos', t.acos, inside], ['atan', t.atan, any],
  ['sinh', t.sinh, any], ['cosh', t.cosh, any], ['asinh', t.asinh, any], ['acosh', t.acosh, beyond], ['atanh', t.atanh, inside],
  ['log2', t.log2, right], ['log10', t.log10, right], ['exp2', t.exp2, any], ['rsqrt', t.rsqrt, right], ['cbrt', t.cbrt, apart([7])],
  ['lgamma', t.lgamma, right], ['lgamma below 0', t.lgamma, below], ['digamma', t.digamma, right], ['digamma below 0', t.digamma, below],
  ['erfc', t.erfc, any], ['erfInverse', t.erfInverse, inside],
  ['sign', t.sign, right], ['trunc', t.trunc, apart([7])],
  ['clip', t.clip(-0.5, 0.6), apart([7])],
  ['subFrom', t.subFrom(1), any], ['divInto', t.divInto(2), right], ['powOf', t.powOf(2), any],
  ['mod', t.mod(0.8), apart([7])], ['fmod', t.fmod(0.8), apart([7])],
]
test.each(table)('%s agrees with differences, twice', (_, op, at) =>
  expect(check(lift(op), at, key(1), { order: 2 })).toMatchObject({ _tag: 'Right' }))

type Pair = readonly [F64<N>, F64<N>]
const pairs: readonly (readonly [name: string, op: (x: Pair) => F64<N>, at: Pair])[] = [
  ['atan2', ([a, b]) => pipe(a, t.atan2(b)), [any, right]],
  ['hypot', ([a, b]) => pipe(a, t.hypot(b)), [any, right]],
  ['logAddExp', ([a, b]) => pipe(a, t.logAddExp(b)), [any, right]],
  ['copySign', ([a, b]) => pipe(a, t.copySign(b)), [any, apart([7])]],
  ['mod', ([a, b]) => pipe(a, t.mod(b)), [t.of([7], [-7.3, 5.1, 2.2, 9.4, -0.3, 3.1, 4.7], 'f64'), right]],
  ['subFrom', ([a, b]) => pipe(a, t.subFrom(b)), [any, right]],
]
test.each(pairs)('%s of two agrees with differences, twice', (_, op, at) =>
  expect(check(lift(op), at, key(2), { order: 2 })).toMatchObject({ _tag: 'Right' }))

test('logAddExp has its second derivative where the two are equal, too', () => {
  const slope = (x: F64<N>): F64<N> => lift((v: F64<N>) => pipe(v, t.logAddExp(right)))(x)[1](t.ones([7], 'f64'))
  expect(t.toArray(lift(slope)(right)[1](t.ones([7], 'f64'))).map((x) => x.toFixed(12))).toEqual(Array.from({ length: 7 }, () => '0.250000000000'))
})

describe('clip by tensors', () => {
  const [x, low, high] = [t.of([3], [0, 2, 5], 'f64'), t.of([3], [1, 1, 1], 'f64'), t.of([3], [3, 3, 3], 'f64')] as const
  test('gives each of the three its share', () => {
    const [y, pullback] = lift(([a, b, c]: readonly [typeof x, typeof low, typeof high]) => pipe(a, t.clip(b, c)))([x, low, high])
    expect(t.toArray(y)).toEqual([1, 2, 3])
    expect(pullback(t.ones([3], 'f64')).map((d) => t.toArray(d))).toEqual([[0, 1, 0], [1, 0, 0], [0, 0, 1]])
  })
})
