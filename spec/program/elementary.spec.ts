/** Elementary functions: correctly rounded on f32, within one ulp on f64, with their laws, special values and derivatives. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { rounded, value } from '../../bench/prove/exact/functions.js'
import { dyadic, f64 as binary64, lengthOf } from '../../bench/prove/exact/nearest.js'
import type { Backend } from '../../src/backend/backend.js'
import { evaluate } from '../../src/backend/scalar.js'
import * as f from '../../src/program/elementary/functions.js'
import { expression, parameter, type Scalar } from '../../src/program/scalar.js'
import { backends, given, run } from '../backend/each.js'
import { elementary } from '../outside/elementary.js'

type Name = keyof typeof elementary
type Function = (...x: readonly Scalar[]) => Scalar
const names = Object.keys(elementary) as readonly Name[]
const of = (name: Name): Function => f[name] as Function

const single = (g: Function, ...xs: readonly (readonly number[])[]): readonly number[] => {
  const out = new Float32Array(xs[0]?.length ?? 0)
  evaluate(expression(xs.map(() => 'f32'), g))(out, xs.map((x) => Float32Array.from(x)))
  return [...out]
}
const double = (g: Function, ...xs: readonly (readonly number[])[]): readonly number[] => {
  const out = new Float64Array(xs[0]?.length ?? 0)
  evaluate(expression(xs.map(() => 'f64'), g))(out, xs.map((x) => Float64Array.from(x)))
  return [...out]
}
const one = (g: Function, ...x: readonly number[]): number => double(g, ...x.map((v) => [v]))[0] ?? NaN

const floats = (bits: readonly number[]): readonly number[] => [...new Float32Array(Uint32Array.from(bits).buffer)]
const doubles = (bits: readonly bigint[]): readonly number[] => [...new Float64Array(BigUint64Array.from(bits).buffer)]

/** How many f64 lie between two of them. */
const steps = (a: number, b: number): number => {
  const [x, y] = new BigInt64Array(Float64Array.of(a, b).buffer) as unknown as readonly [bigint, bigint]
  const order = (v: bigint): bigint => (v < 0n ? -(v & 0x7fffffffffffffffn) : v)
  return Number.isNaN(a) && Number.isNaN(b) ? 0 : Math.abs(Number(order(x) - order(y)))
}

/** A function's values as a backend gives them. */
const valuesOn = (backend: Backend, dtype: 'f32' | 'f64', g: Function, xs: readonly number[]): readonly number[] =>
  run(backend, { kind: 'map', expression: expression([dtype], g) }, given([xs.length], xs, dtype))[0] ?? []

/** Floats of every exponent of both signs with the infinities, and more of those from 2⁻³⁰ to 2¹⁰. */
const stratified = doubles([
  ...Array.from({ length: 4096 }, (_, i) => [i, i] as const),
  ...Array.from({ length: 4000 }, (_, i) => [(i & 1) * 2048 + 993 + ((i >> 1) % 40), 4096 + i] as const),
].map(([top, i]) => (BigInt(top) << 52n) + ((top & 2047) === 2047 ? 0n : (BigInt(i) * 0x9e3779b97f4a7c15n) & 0xfffffffffffffn)))

/** How many units in the last place of f(x) lie between it and y. */
const ulps = (name: Name, x: number, y: number): number => {
  const nearest = rounded(name, x, binary64)
  if (Object.is(y, nearest)) return 0
  if (!Number.isFinite(y) || !Number.isFinite(nearest)) return Infinity
  const [{ n, p }, { m, e }] = [value(name, x, 128), dyadic(y)]
  const unit = Math.max(lengthOf(n) - p - 53, -1074)
  const places = Math.max(p, -e, -unit) + 10
  const difference = (m << BigInt(e + places)) - (n << BigInt(places - p))
  return Math.abs(Number(difference >> BigInt(places + unit - 10))) / 1024
}

test('units in the last place are those of the value', () => {
  // ln 2 lies 0.2089 units above its f64, and e⁻⁷⁴⁵ is 0.5713 of the least f64.
  expect(ulps('log', 2, Math.LN2 + 2 ** -53)).toBeCloseTo(0.7911, 2)
  expect(ulps('exp', -745, 2 ** -1073)).toBeCloseTo(1.4287, 2)
})

describe.each(backends)('$name', (on) => {
  test.each(names)('%s of f32 is the nearest f32', (name) => {
    const table = [...elementary[name].f32, ...elementary[name].hardest]
    const values = valuesOn(on, 'f32', of(name), floats(table.map(([x]) => x)))
    const expected = floats(table.map(([, y]) => y))
    expect(table.filter((_, i) => !Object.is(values[i], expected[i]))).toEqual([])
  })
  test.each(names)('%s of f64 is the nearest f64 or a neighbour of it', (name) => {
    const { f64 } = elementary[name]
    const values = valuesOn(on, 'f64', of(name), doubles(f64.map(([x]) => x)))
    const expected = doubles(f64.map(([, y]) => y))
    expect(f64.filter((_, i) => !(steps(values[i] as number, expected[i] as number) <= 1))).toEqual([])
  })
})

describe.each(names)('%s', (name) => {
  test('of f64 is within one unit in the last place, at every exponent, on every backend', () => {
    const [first, ...others] = backends.map((on) => valuesOn(on, 'f64', of(name), stratified))
    for (const values of others) expect(values).toEqual(first)
    const errors = stratified.map((x, i) => ulps(name, x, first?.[i] ?? NaN))
    expect(stratified.filter((_, i) => !((errors[i] as number) < 1))).toEqual([])
  })
  test('is in f32 what it is in f64, rounded, up to the last digit', () => fc.assert(fc.property(
    fc.array(fc.float(), { minLength: 50, maxLength: 50 }), (xs) => {
      const [a, b] = [single(of(name), xs), double(of(name), xs)]
      a.forEach((y, i) => expect(Math.abs(y - (b[i] as number)) <= Math.abs(y) * 2 ** -24 * (1 + 2 ** -20) + 2 ** -150
        || Object.is(y, Math.fround(b[i] as number))).toBe(true))
    })))
})

/**
 * Arguments whose values lie within some 2⁻⁵³ of the middle between two f32, all those among them that a proof leaves to exact
 * arithmetic: [bits of x, bits of the value].
 */
const middles: Readonly<Partial<Record<Name, readonly (readonly [number, number])[]>>> = {
  log: [
    [0x4c5d65a5, 0x418f034b], [0x65d890d3, 0x4254d1f9], [0x4d604ebe, 0x419a352c], [0x1f116ab8, 0xc233b53e],
    [0x3c413d3a, 0xc08e158f], [0x41178feb, 0x400fe5e7], [0x66a8c860, 0x42595e46], [0x6f31a8ec, 0x42845a89],
  ],
  log1p: [
    [0x35400003, 0x353fffff], [0xb53ffffd, 0xb5400001], [0x3710001b, 0x370ffff3], [0xb70fffe5, 0xb710000d],
    [0xbb0ec8c4, 0xbb0ef0a5], [0x65d890d3, 0x4254d1f9], [0x3efd81ad, 0x3ecdeee1], [0x41078feb, 0x400fe5e7],
    [0x55185f82, 0x41efd648], [0x66a8c860, 0x42595e46], [0x6f31a8ec, 0x42845a89],
  ],
  sin: [
    [0x73243f06, 0x3e943a84], [0xf3243f06, 0xbe943a84], [0x46199998, 0xbeb1fa5d], [0xc6199998, 0x3eb1fa5d],
    [0x55cafb2a, 0xbf7e7a17],
  ],
  cos: [
    [0x5922aa80, 0x3f08aebf], [0xd922aa80, 0x3f08aebf], [0x5f18b878, 0x3f7f14bb], [0xdf18b878, 0x3f7f14bb],
    [0x7908cd73, 0x3f798bb5], [0xf908cd73, 0x3f798bb5], [0x6115cb11, 0x3f78142f], [0xe115cb11, 0x3f78142f],
    [0x59443c0a, 0x3f425f62], [0xd9443c0a, 0x3f425f62], [0x7a4b1a27, 0x3f7c54da], [0xfa4b1a27, 0x3f7c54da],
  ],
  erf: [
    [0x3940ead6, 0x3959af14], [0xb940ead6, 0xb959af14], [0x3e97e551, 0x3ea67f65], [0x3f22767a, 0x3f216b2f],
  ],
  exp: [
    [0xc16912cd, 0x34fd331b], [0xbbf0edf1, 0x3f7e1fe9],
  ],
  expm1: [
    [0x3dc252dd, 0x3dcbd76b], [0xb675cbfc, 0xb675cbdf],
  ],
  tanh: [
    [0x3ac37de2, 0x3ac37dd9], [0xbac37de2, 0xbac37dd9],
  ],
}
test.each(Object.entries(middles))('%s, its hardest arguments of both signs', (name, table) => {
  const values = single(of(name as Name), floats(table.map(([x]) => x)))
  expect([...new Uint32Array(Float32Array.from(values).buffer)]).toEqual(table.map(([, y]) => y))
})

const random = fc.oneof(fc.double(), fc.double({ min: -50, max: 50 }), fc.float())
const exact = (a: number, b: number): void => expect(Object.is(a, b) ? b : a).toBe(b)

describe('laws', () => {
  test.each(['expm1', 'log1p', 'tanh', 'sin', 'erf'] as const)('%s keeps the sign of zero, and is x near it', (name) => {
    for (const x of [0, -0, 5e-324, -5e-324, 2 ** -1022, -(2 ** -1022)]) if (name !== 'erf' || x === 0) exact(one(of(name), x), x)
    for (const x of [0, -0, 2 ** -149, -(2 ** -149), 2 ** -126, -(2 ** -126)])
      exact(single(of(name), [x])[0] as number, name === 'erf' ? Math.fround(x * 1.1283791670955126) : x)
  })
  test.each(['tanh', 'sin', 'erf'] as const)('%s is odd', (name) => fc.assert(fc.property(random, (x) => {
    exact(one(of(name), -x), -one(of(name), x))
    exact(single(of(name), [-x])[0] as number, -(single(of(name), [x])[0] as number))
  })))
  test('cos is even', () => fc.assert(fc.property(random, (x) => {
    exact(one(f.cos as Function, -x), one(f.cos as Function, x))
  })))
  test.each(['exp', 'expm1', 'log', 'log1p', 'tanh', 'erf'] as const)('%s never falls', (name) => {
    for (const start of [1e-30, 1e-3, 0.29, 0.34657, 0.4142, 0.999, 1.0396, 1.25, 3.8, 17, 86]) {
      const [first = 0] = new Uint32Array(Float32Array.of(start).buffer)
      const xs = floats(Array.from({ length: 300 }, (_, i) => first + i))
      const ys = single(of(name), xs)
      expect(ys.every((y, i) => i === 0 || y >= (ys[i - 1] as number))).toBe(true)
    }
  })
  test('sin² + cos² = 1, for any angle', () => fc.assert(fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (x) => {
    expect(one(f.sin as Function, x) ** 2 + one(f.cos as Function, x) ** 2).toBeCloseTo(1, 14)
  })))
  test('log undoes exp', () => fc.assert(fc.property(fc.double({ min: -700, max: 700, noNaN: true }), (x) => {
    const error = Math.abs(one(f.log as Function, one(f.exp as Function, x)) - x)
    expect(error).toBeLessThanOrEqual(2 ** -51 * Math.max(1, Math.abs(x)))
  })))
})

test('special values', () => {
  const table: readonly (readonly [Name, readonly number[], readonly number[]])[] = [
    ['exp', [Infinity, -Infinity, NaN, 0, -0, 710, -746], [Infinity, 0, NaN, 1, 1, Infinity, 0]],
    ['expm1', [Infinity, -Infinity, NaN, 710, -800], [Infinity, -1, NaN, Infinity, -1]],
    ['log', [Infinity, -Infinity, NaN, 0, -0, 1, -1], [Infinity, NaN, NaN, -Infinity, -Infinity, 0, NaN]],
    ['log1p', [Infinity, -Infinity, NaN, -1, -2], [Infinity, NaN, NaN, -Infinity, NaN]],
    ['tanh', [Infinity, -Infinity, NaN, 30, -30], [1, -1, NaN, 1, -1]],
    ['sin', [Infinity, -Infinity, NaN], [NaN, NaN, NaN]],
    ['cos', [Infinity, -Infinity, NaN, 0, -0], [NaN, NaN, NaN, 1, 1]],
    ['erf', [Infinity, -Infinity, NaN, 7, -7], [1, -1, NaN, 1, -1]],
  ]
  for (const [name, x, y] of table) {
    expect([name, ...double(of(name), x)]).toEqual([name, ...y])
    expect([name, ...single(of(name), x.map((v) => v * (Math.abs(v) > 700 ? 0.2 : 1)))]).toEqual([name, ...y])
  }
})

/** x, y and the f64 nearest to xʸ, by mpfr. */
const powers: readonly (readonly [x: number, y: number, power: number])[] = [
  [0.9, 2.0, 0.81], [0.9, 100.0, 2.6561398887587544e-05], [0.999, 1000.0, 0.36769542477096373],
  [0.999, 100000.0, 3.5385276883431275e-44], [2.0, 0.5, 1.4142135623730951], [10.0, -3.0, 0.001],
  [1.5, 1000.0, 1.2338405969061735e+176], [0.5, 1074.0, 5e-324], [0.5, 1070.5, 5.4e-323],
  [3.0, -600.25, 4.054775881035302e-287], [1.0000000000000002, 4503599627370496.0, 2.718281828459045],
  [0.9999999999999999, 9007199254740992.0, 0.3678794411714423], [5e-324, 0.1, 4.6706622762338734e-33],
  [1e+300, 1.02, 1.0000000000000123e+306], [7.0, 11.0, 1977326743.0], [-3.0, 5.0, -243.0], [-2.5, -3.0, -0.064],
  [1.8687050846691058, 24.17869892607294, 3677074.7495079157], [2.38558069669709, 44.245028377705026, 5.089348595698706e+16],
  [2.2196957242197923, 42.2324996665417, 421539057435831.0], [0.08701568485084421, -3.437734562189462, 4419.5919876370735],
  [2.830070150994941, 14.897455313692419, 5378096.743124475], [2.7027014752518683, -38.67940353468556, 1.987503346803688e-17],
  [1.4072071433464912, -25.342716738016968, 0.00017386190881434608], [1.6312825777077913, 7.394118792810076, 37.27916156284292],
  [0.03934256876670661, -28.327019953615185, 6.358460503211283e+39],
  [0.838447098033331, 41.63453718085519, 0.0006515455268518267], [2.297176354887425, -34.03957876419618, 5.071038448143107e-13],
  [2.3914409742936136, -36.123258160109685, 2.096906801079074e-14],
]
describe('pow', () => {
  const pow = f.pow as Function
  test('is the nearest f64 or a neighbour of it, and its rounding on f32', () => {
    for (const [x, y, power] of powers) {
      expect(steps(one(pow, x, y), power)).toBeLessThanOrEqual(1)
      if (Math.fround(x) === x && Math.fround(y) === y) exact(single(pow, [x], [y])[0] as number, Math.fround(power))
    }
  })
  test('of integers is exact', () => {
    for (let x = -12; x <= 12; x++)
      for (let y = 0; y <= 14; y++) exact(one(pow, x, y), Array.from({ length: y }, () => x).reduce((p, v) => p * v, 1))
  })
  test('at its edges', () => {
    const table: readonly (readonly [number, number, number])[] = [
      [0, 0, 1], [NaN, 0, 1], [1, NaN, 1], [1, Infinity, 1], [-1, Infinity, 1], [NaN, 1, NaN], [2, NaN, NaN],
      [0, 2, 0], [-0, 3, -0], [-0, 2, 0], [0, -1, Infinity], [-0, -1, -Infinity], [-0, -2, Infinity], [-0, -0.5, Infinity],
      [2, Infinity, Infinity], [0.5, Infinity, 0], [2, -Infinity, 0], [0.5, -Infinity, Infinity], [-0.5, -Infinity, Infinity],
      [Infinity, 0.1, Infinity], [Infinity, -0.1, 0], [-Infinity, 3, -Infinity], [-Infinity, 2, Infinity], [-Infinity, -3, -0],
      [-2, 3, -8], [-2, 0.5, NaN], [-8, 1 / 3, NaN], [2, 1e300, Infinity], [0.5, 1e300, 0],
      [0, Infinity, 0], [0, -Infinity, Infinity],
    ]
    for (const [x, y, power] of table) {
      exact(one(pow, x, y), power)
      exact(single(pow, [x], [y])[0] as number, Math.fround(power))
    }
  })
})

/** ∂g/∂xᵢ by its rule. */
const partial = (g: Function, i: number): Function => (...x) => {
  const y = g(...x)
  if (y.op !== 'call') throw new Error('a call expected')
  return y.callee.partials(y.args, y)[i] as Scalar
}
const points = [-3.7, -1.3, -0.9, -0.2, -1e-3, 1e-3, 0.3, 1.1, 2.6, 5.2]

test.each([...names, 'pow'] as const)('the derivative of %s agrees with central differences', (name) => {
  const h = 2 ** -17
  for (const x of points.filter((v) => v > 0 || !['log', 'pow'].includes(name)).filter((v) => v > -1 || name !== 'log1p')) {
    const others = name === 'pow' ? [1.7] : []
    const g = f[name] as Function
    for (const i of [0, ...others].keys()) {
      const at = [x, ...others]
      const moved = (d: number): number => one(g, ...at.map((v, j) => (j === i ? v + d * Math.min(1, x * x) : v)))
      const slope = (moved(h) - moved(-h)) / (2 * h * Math.min(1, x * x))
      expect(Math.abs(one(partial(g, i), ...at) - slope)).toBeLessThanOrEqual(1e-4 * Math.max(1, Math.abs(slope)))
    }
  }
})

test('pow at x = 0 has no derivative that is not a number', () => {
  const [dx, dy] = [partial(f.pow as Function, 0), partial(f.pow as Function, 1)]
  expect([one(dx, 0, 2), one(dy, 0, 2), one(dx, 0, 0), one(dx, 3, 0)]).toEqual([0, 0, 0, 0])
})

test('only floats', () => {
  expect(() => f.exp(parameter('i32', 0))).toThrow('scalar exp: f32 or f64 expected, received i32')
  expect(() => f.pow(parameter('f32', 0), parameter('f64', 1)))
    .toThrow('scalar pow: f32 or f64 expected twice, received f32 and f64')
})
