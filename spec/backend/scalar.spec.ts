/** The scalar instructions at their edges. */
import { describe, expect, test } from 'vitest'
import { expression as expressionBy } from '../../src/program/expression.js'
import * as s from '../../src/program/scalar.js'
import type { Scalar } from '../../src/program/scalar.js'
import type { DType } from '../../src/shape/shape.js'
import { backends, given, run } from './each.js'

const f = Math.fround
type Case = readonly [about: string, f: (...args: readonly Scalar[]) => Scalar, dtype: DType, args: readonly number[], result: number]

const one = (g: (x: Scalar) => Scalar) => (...args: readonly Scalar[]): Scalar => g(args[0]!)
const two = (g: (x: Scalar, y: Scalar) => Scalar) => (...args: readonly Scalar[]): Scalar => g(args[0]!, args[1]!)
const to = (dtype: DType) => one((x) => s.convert(x, dtype))
const as = (dtype: 'f32' | 'i32' | 'u32') => one((x) => s.bitcast(x, dtype))

const cases: readonly Case[] = [
  ['to even', one(s.round), 'f32', [0.5], 0], ['to even', one(s.round), 'f32', [1.5], 2], ['to even', one(s.round), 'f32', [2.5], 2],
  ['to even', one(s.round), 'f32', [-0.5], -0], ['to even', one(s.round), 'f64', [-1.5], -2], ['to even', one(s.round), 'f64', [-2.5], -2],
  ['just below a half', one(s.round), 'f64', [0.49999999999999994], 0], ['-0 stays', one(s.round), 'f32', [-0], -0],
  ['large', one(s.round), 'f64', [4503599627370497.5], 4503599627370498], ['whole already', one(s.round), 'f64', [9007199254740991], 9007199254740991],
  ['∞ stays', one(s.round), 'f64', [-Infinity], -Infinity], ['NaN stays', one(s.round), 'f32', [NaN], NaN],
  ['floor', one(s.floor), 'f32', [-0.5], -1], ['floor of -0', one(s.floor), 'f32', [-0], -0],
  ['ceil', one(s.ceil), 'f32', [-0.5], -0], ['ceil', one(s.ceil), 'f32', [0.5], 1], ['ceil of 0', one(s.ceil), 'f32', [0], 0],
  ['trunc', one(s.trunc), 'f64', [-1.5], -1], ['trunc', one(s.trunc), 'f64', [1.5], 1], ['trunc of -0', one(s.trunc), 'f64', [-0], -0],
  ['NaN wins', two(s.min), 'f32', [NaN, 1], NaN], ['NaN wins', two(s.max), 'f32', [1, NaN], NaN],
  ['-0 below +0', two(s.min), 'f32', [0, -0], -0], ['+0 above -0', two(s.max), 'f64', [-0, 0], 0],
  ['one rounding: half an ulp above 1 goes to even', two(s.add), 'f32', [1, 2 ** -24], 1],
  ['one rounding: a little more goes up', two(s.add), 'f32', [1, f(2 ** -24 * (1 + 2 ** -23))], 1 + 2 ** -23],
  ['a product rounds to f32', two(s.mul), 'f32', [f(0.1), f(0.1)], f(f(0.1) * f(0.1))],
  ['intermediate results are f32', (x, y) => s.sub(s.add(x!, y!), x!), 'f32', [16777216, 1], 0],
  ['an expression in f64 does not round to f32', (x, y) => s.sub(s.add(x!, y!), x!), 'f64', [16777216, 1], 1],
  ['overflow', two(s.mul), 'f32', [3e38, 10], Infinity], ['subnormals are kept', two(s.mul), 'f32', [f(1e-30), f(1e-10)], f(f(1e-30) * f(1e-10))],
  ['the least subnormal', two(s.div), 'f32', [2 ** -126, 2 ** 23], 2 ** -149], ['half of it goes to even', two(s.div), 'f32', [2 ** -149, 2], 0],
  ['f64 subnormals', two(s.mul), 'f64', [5e-324, 1], 5e-324],
  ['0 · x is not 0', two(s.mul), 'f32', [0, -1], -0], ['0 · ∞', two(s.mul), 'f32', [0, Infinity], NaN],
  ['√', one(s.sqrt), 'f32', [2], f(Math.SQRT2)], ['√-0', one(s.sqrt), 'f32', [-0], -0], ['√-1', one(s.sqrt), 'f64', [-1], NaN],
  ['÷ 0', two(s.div), 'f32', [-1, 0], -Infinity], ['÷', two(s.div), 'f32', [1, 3], f(1 / 3)],
  ['wraps', two(s.add), 'i32', [2147483647, 1], -2147483648], ['wraps', two(s.sub), 'u32', [0, 1], 4294967295],
  ['wraps', two(s.mul), 'i32', [65537, 65537], 131073], ['wraps', two(s.mul), 'u32', [4294967295, 4294967295], 1],
  ['wraps', one(s.neg), 'i32', [-2147483648], -2147483648], ['wraps', one(s.neg), 'u32', [1], 4294967295], ['no -0', one(s.neg), 'i32', [0], 0],
  ['wraps', one(s.abs), 'i32', [-2147483648], -2147483648],
  ['truncates', two(s.div), 'i32', [-7, 2], -3], ['÷ 0', two(s.div), 'i32', [7, 0], 0], ['÷ 0', two(s.div), 'u32', [7, 0], 0], ['wraps', two(s.div), 'i32', [-2147483648, -1], -2147483648],
  ['of the truncated quotient', two(s.rem), 'i32', [-7, 2], -1], ['no -0', two(s.rem), 'i32', [-6, 2], 0], ['÷ 0', two(s.rem), 'u32', [7, 0], 0],
  ['signed', two(s.min), 'i32', [-1, 1], -1], ['unsigned', two(s.max), 'u32', [4294967295, 1], 4294967295],
  ['shift count modulo 32', two(s.shl), 'u32', [1, 33], 2], ['out of the word', two(s.shl), 'i32', [1, 31], -2147483648],
  ['arithmetic', two(s.shr), 'i32', [-8, 1], -4], ['logical', two(s.shr), 'u32', [4294967288, 1], 2147483644],
  ['of words', one(s.not), 'u32', [0], 4294967295], ['of words', one(s.not), 'i32', [0], -1], ['of truth values', one(s.not), 'bool', [1], 0],
  ['of words', two(s.xor), 'u32', [4294967295, 1], 4294967294], ['of truth values', two(s.xor), 'bool', [1, 1], 0], ['of truth values', two(s.or), 'bool', [0, 1], 1],
  ['NaN equals nothing', two(s.eq), 'f32', [NaN, NaN], 0], ['NaN is not equal', two(s.ne), 'f32', [NaN, NaN], 1], ['-0 = +0', two(s.eq), 'f32', [-0, 0], 1],
  ['NaN is not less', two(s.lt), 'f32', [NaN, 1], 0], ['nor greater', two(s.ge), 'f32', [NaN, 1], 0], ['unsigned', two(s.lt), 'u32', [1, 4294967295], 1],
  ['select reads no NaN', (x, y) => s.select(s.lt(x!, y!), x!, s.div(y!, s.like(y!, 0))), 'f32', [1, 2], 1],
  ['saturates', to('i32'), 'f32', [3e9], 2147483647], ['saturates', to('i32'), 'f64', [-Infinity], -2147483648], ['saturates', to('u32'), 'f32', [-5], 0],
  ['saturates', to('u32'), 'f64', [1e20], 4294967295], ['NaN is 0', to('i32'), 'f32', [NaN], 0], ['truncates', to('i32'), 'f32', [-1.9], -1], ['no -0', to('i32'), 'f32', [-0.5], 0],
  ['wraps between integers', to('u32'), 'i32', [-1], 4294967295], ['wraps between integers', to('i32'), 'u32', [4294967295], -1],
  ['rounds to even', to('f32'), 'i32', [16777217], 16777216], ['rounds to even', to('f32'), 'u32', [4294967295], 4294967296], ['exact', to('f64'), 'i32', [16777217], 16777217],
  ['rounds', to('f32'), 'f64', [0.1], f(0.1)], ['widens', to('f64'), 'f32', [f(0.1)], f(0.1)], ['of truth values', to('f32'), 'bool', [1], 1],
  ['tests against 0', to('bool'), 'f32', [-0], 0], ['tests against 0', to('bool'), 'f32', [1e-45], 1], ['NaN is not 0', to('bool'), 'f64', [NaN], 1],
  ['of 1', as('i32'), 'f32', [1], 0x3f800000], ['of -0', as('u32'), 'f32', [-0], 0x80000000], ['back', as('f32'), 'i32', [-2147483648], -0], ['wraps', as('i32'), 'u32', [4294967295], -1],
  ['of NaN', as('i32'), 'f32', [NaN], 0x7fc00000], ['of a NaN with its sign', (x) => s.bitcast(s.neg(x!), 'u32'), 'f32', [NaN], 0x7fc00000],
  ['of a NaN made here', (x) => s.bitcast(s.sub(x!, x!), 'u32'), 'f32', [Infinity], 0x7fc00000],
  ['of another NaN', (x) => s.bitcast(s.bitcast(x!, 'f32'), 'i32'), 'i32', [-1], 0x7fc00000],
  ['of NaN', one(s.high), 'f64', [NaN], 0x7ff80000], ['of -NaN', (x) => s.high(s.neg(x!)), 'f64', [NaN], 0x7ff80000], ['of -NaN', (x) => s.low(s.neg(x!)), 'f64', [NaN], 0],
  ['of another NaN', (x) => s.low(s.join(x!, x!)), 'u32', [4294967295], 0],
  ['of 1', one(s.high), 'f64', [1], 0x3ff00000], ['of 1/3', one(s.low), 'f64', [1 / 3], 0x55555555], ['of two words', two(s.join), 'u32', [0x3ff00000, 1], 1 + 2 ** -52],
]

describe.each(backends)('$name', (backend) => {
  test.each(cases.map((c, i) => [i, ...c] as const))('%i %s', (_i, _about, g, dtype, args, result) => {
    const expression = expressionBy(args.map(() => dtype), g)
    // One element, and as the last of more than a chunk.
    for (const n of [1, 1025]) {
      const operands = args.map((value) => given([n], Array.from({ length: n }, () => value), dtype))
      expect(run(backend, { kind: 'map', expression }, ...operands)[0]!.at(-1)).toBe(result)
    }
  })

  test('+ - × ÷ √ of f32 round once: a sum that is rounded to f64 on the way is the same', () => {
    // Exact sums, by integers of 2⁻¹⁴⁹, rounded by hand.
    const xs = [1, 2 ** -24, 2 ** -53, 1 + 2 ** -23, f(0.1), f(1e-40), 3e38, f(1 / 3), 2 ** -149, 16777215]
    const exact = (x: number): bigint => BigInt(x * 2 ** 64 * 2 ** 85)
    const nearest = (n: bigint): number => {
      const size = n < 0n ? -n : n
      const spare = BigInt(Math.max(0, size.toString(2).length - 24))
      const [down, rest, half] = [size >> spare, size & ((1n << spare) - 1n), spare > 0n ? 1n << (spare - 1n) : 1n]
      const up = spare > 0n && (rest > half || (rest === half && (down & 1n) === 1n)) ? 1n : 0n
      return f(Math.sign(Number(n)) * Number((down + up) << spare) / 2 ** 64 / 2 ** 85)
    }
    const pairs = xs.flatMap((x) => xs.map((y) => [f(x), f(-y)] as const)).filter(([x, y]) => Math.abs(x) < 1e30 && Math.abs(y) < 1e30)
    const sums = run(backend, { kind: 'map', expression: expressionBy(['f32', 'f32'], two(s.add)) }, given([pairs.length], pairs.map(([x]) => x)), given([pairs.length], pairs.map(([, y]) => y)))[0]
    expect(sums).toEqual(pairs.map(([x, y]) => nearest(exact(x) + exact(y))).map((x) => (x === 0 ? 0 : x)))
  })
})

test.each<readonly [string, () => unknown, string]>([
  ['dtypes that differ', () => s.add<DType>(s.constant('f32', 1), s.constant('f64', 1)), 'scalar add: operands of one dtype expected, received f32 and f64'],
  ['√ of an integer', () => s.sqrt(s.constant('i32', 1)), 'scalar sqrt: f32 or f64 expected, received i32'],
  ['a condition that is a number', () => s.select(s.constant('f32', 1), s.constant('f32', 1), s.constant('f32', 1)), 'scalar select: bool expected, received f32'],
])('refused: %s', (_, make, message) => expect(make).toThrow(message))

test('only what keeps every bit is folded', () => {
  const x = s.parameter('f32', 0)
  const one_ = s.constant('f32', 1)
  expect([s.mul(x, one_), s.mul(one_, x), s.div(x, one_), s.neg(s.neg(x)), s.convert(x, 'f32')]).toEqual([x, x, x, x, x])
  expect([s.mul(x, s.constant('f32', 0)), s.add(x, s.constant('f32', 0)), s.sub(x, x)].map((y) => y.op)).toEqual(['mul', 'add', 'sub'])
})
