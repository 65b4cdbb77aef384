/**
 * Instructions of scalar expressions on XLA, to the bit; and sums, products and quotients that it would like to take together.
 */
import { elementsOf, type Elements } from '../../../../src/program/elements.js'
import { expression, type Expression } from '../../../../src/program/expression.js'
import type { Program } from '../../../../src/program/primitive.js'
import {
  abs, add, and, bitcast, convert, div, eq, floor, high, join, le, like, low, lt, max, min, mul, neg, not, or, rem, round, type Scalar,
  select, shl, shr, sqrt, sub, xor,
} from '../../../../src/program/scalar.js'
import { exp } from '../../../../src/program/elementary/catalog.js'
import type { DType, Float } from '../../../../src/shape/shape.js'
import { text } from '../../../../src/stablehlo/index.js'
import { build, type } from '../../../program/build.js'
import { caseOf, type Case, type Family } from '../cases.js'
import { partners, spread } from '../spread.js'
import type { Within } from '../within.js'

const count = 20000

const edges = [0, 1, -1, 2, -2, 31, 32, 33, 2147483647, -2147483648, 65535, 65536, 1431655765, -1431655766]

/** All bits, and all pairs of edges. */
const integers = (dtype: 'i32' | 'u32', second: boolean): Elements => {
  const bits = new Int32Array(spread('f32', count, second ? 5 : 3).buffer)
  const { length } = edges
  return elementsOf(dtype, Array.from(bits, (word, i) => {
    const value = i < length * length ? edges[second ? i % length : Math.floor(i / length)]! : i % 3 === 0 ? word >> 20 : word
    return dtype === 'u32' ? value >>> 0 : value
  }))
}

const inputsOf = (dtype: DType): readonly [Elements, Elements] => {
  if (dtype === 'bool') return [elementsOf('bool', Array.from({ length: count }, (_, i) => i & 1)), elementsOf('bool', Array.from({ length: count }, (_, i) => i >> 1 & 1))]
  if (dtype !== 'f32' && dtype !== 'f64') return [integers(dtype, false), integers(dtype, true)]
  const x = spread(dtype, count)
  return [x, partners(dtype, x)]
}

/** One program of maps over two vectors of a type. */
const maps = (dtype: DType, expressions: readonly ((x: Scalar, y: Scalar) => Scalar)[]): Program => {
  const made = expressions.map((f): Expression => expression([dtype, dtype], f))
  return build([type([count], dtype), type([count], dtype)], ({ emit }) => made.map((e) => emit({ kind: 'map', expression: e }, 0, 1)))
}

const of = (name: string, dtype: DType, expressions: readonly ((x: Scalar, y: Scalar) => Scalar)[], within: Within): Case => {
  const program = maps(dtype, expressions)
  return caseOf(name, program, text(program), inputsOf(dtype), within)
}

type Binary = (x: Scalar, y: Scalar) => Scalar
const everywhere: readonly Binary[] = [eq, lt, le, (x, y) => select(lt(x, y), y, x)]
const ofNumbers: readonly Binary[] = [add, sub, mul, div, min, max, neg, abs]
const to = (dtype: DType): Binary => (x) => convert(x, dtype)
const dtypes: readonly DType[] = ['f32', 'f64', 'i32', 'u32', 'bool']

const ofIntegers = (dtype: 'i32' | 'u32'): Case => of(`instructions of ${dtype}`, dtype, [
  ...everywhere, ...ofNumbers, rem, and, or, xor, not, shl, shr, ...dtypes.map(to), (x) => bitcast(x, dtype === 'i32' ? 'u32' : 'i32'),
  (x) => bitcast(bitcast(x, 'f32'), dtype),
], 'bits')

/** Instructions with floats are exact up to the sign of a zero, for numbers that are not subnormal. */
const ofFloats = (dtype: Float): readonly Case[] => [
  of(`instructions of ${dtype}`, dtype, [...ofNumbers, sqrt, floor, round, to('f32'), to('f64'), (x, y) => select(lt(x, y), y, x)], { ulps: 0 }),
  of(`comparisons and bits of ${dtype}`, dtype, [
    eq, lt, le, to('i32'), to('u32'), to('bool'),
    ...(dtype === 'f64' ? [high, low, (x: Scalar) => join(high(x), low(x))] : [(x: Scalar) => bitcast(x, 'u32'), (x: Scalar) => bitcast(x, 'i32')]),
  ], 'bits'),
]

const c = (x: Scalar, value: number): Scalar => like(x, value)

/** Expressions whose value changes if XLA reassociates. It may still undo an intermediate overflow or underflow. */
const folds = (dtype: Float): Case => {
  const shifter = dtype === 'f32' ? 1.5 * 2 ** 23 : 1.5 * 2 ** 52
  const [great, small] = dtype === 'f32' ? [1e30, 1e-30] : [1e250, 1e-250]
  const near = (x: Scalar): Scalar => max(min(x, c(x, 1000)), c(x, -1000))
  return of(`sums, products and quotients of ${dtype}`, dtype, [
    (x) => sub(add(near(x), c(x, shifter)), c(x, shifter)),
    (x) => add(sub(near(x), c(x, shifter)), c(x, shifter)),
    (x) => sub(c(x, shifter), sub(c(x, shifter), near(x))),
    (x) => sub(add(c(x, 1), near(x)), c(x, 1)),
    (x) => mul(mul(near(x), c(x, great)), c(x, small)),
    (x) => mul(mul(mul(near(x), c(x, great)), c(x, small)), c(x, great)),
    (x) => div(div(near(x), c(x, great)), c(x, great)),
    (x) => div(div(near(x), c(x, small)), c(x, small)),
    (x) => div(mul(near(x), c(x, great)), c(x, great)),
    (x) => div(x, c(x, dtype === 'f32' ? 2 ** 127 : 2 ** 1023)),
    (x) => div(x, c(x, 7)),
    (x, y) => div(div(x, y), y),
    (x, y) => div(x, div(y, x)),
    (x) => div(c(x, 1), add(x, c(x, 0))),
    (x) => mul(x, c(x, 0)),
    (x) => sub(c(x, 0), x),
    (x) => max(min(x, c(x, 3)), c(x, -3)),
    (x) => div(c(x, 1), exp(max(min(x, c(x, 80)), c(x, -80)))),
    (x) => div(c(x, 1), div(c(x, 1), near(x))),
    (x) => div(c(x, 3), sqrt(abs(x))),
    (x, y) => add(mul(near(x), c(x, 2)), mul(near(y), c(x, 2))),
  ], { ulps: 4, absolute: dtype === 'f32' ? 2 ** -119 : 2 ** -1015 })
}

export const instructions: Family = {
  'of integers and booleans, to the bit': () => [
    ofIntegers('i32'), ofIntegers('u32'),
    of('instructions of booleans', 'bool', [...everywhere, and, or, xor, not, ...dtypes.map(to)], 'bits'),
  ],
  'of floats': () => [...ofFloats('f32'), ...ofFloats('f64')],
  'that XLA takes together, 4 units': () => [folds('f32'), folds('f64')],
}
