/** Functions beside those of a training: rounded correctly on f32 where that is promised, within some units on f64, at their edges, and their derivatives. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { dyadic, f32 as binary32, nearest } from '../../bench/prove/exact/nearest.js'
import { root } from '../../bench/prove/exact/fixed.js'
import type { Backend } from '../../src/backend/backend.js'
import { wasm } from '../../src/backend/index.js'
import { evaluate } from '../../src/backend/scalar.js'
import * as f from '../../src/program/elementary/catalog.js'
import { expression, type Expression } from '../../src/program/expression.js'
import { parameter, type Scalar } from '../../src/program/scalar.js'
import { functionOf } from '../../src/program/scalarFunction.js'
import type { DType } from '../../src/shape/shape.js'
import { backends, given, run } from '../backend/each.js'
import { functions, integers, pairs } from '../outside/functions.js'
import { isQuick } from '../slow.js'

type Name = keyof typeof functions
type Function = (...x: readonly Scalar[]) => Scalar
const names = Object.keys(functions) as readonly Name[]
const of = (name: keyof typeof f): Function => f[name] as unknown as Function

/** Units in the last place of f64 that a value may lie from the nearest; one where none is named. */
const units: Readonly<Partial<Record<Name, number>>> = {
  tan: 2, asinh: 2, acosh: 2, atanh: 2, rsqrt: 2, erfc: 4, erfInverse: 4, lgamma: 5, digamma: 3,
}
/** Those that are not promised to be the nearest f32: they may be its neighbor. */
const near: readonly Name[] = ['erfc', 'erfInverse', 'lgamma', 'digamma']

const floats = (bits: readonly number[]): readonly number[] => [...new Float32Array(Uint32Array.from(bits).buffer)]
const doubles = (bits: readonly bigint[]): readonly number[] => [...new Float64Array(BigUint64Array.from(bits).buffer)]

/** How many floats lie from one to the other. */
const steps = (a: number, b: number, dtype: 'f32' | 'f64'): number => {
  if (Object.is(a, b) || (Number.isNaN(a) && Number.isNaN(b))) return 0
  const ordered = (x: number): bigint => {
    const bits = dtype === 'f64' ? new BigInt64Array(Float64Array.of(x).buffer)[0]! : BigInt(new Int32Array(Float32Array.of(x).buffer)[0]!)
    const sign = dtype === 'f64' ? 2n ** 63n : 2n ** 31n
    return bits < 0n ? -(bits + sign) : bits
  }
  return Number.isNaN(a) || Number.isNaN(b) ? Infinity : Math.abs(Number(ordered(a) - ordered(b)))
}

/** A function's values as a backend gives them. */
const valuesOn = (backend: Backend, dtype: DType, g: Function, ...xs: readonly (readonly number[])[]): readonly number[] =>
  run(backend, { kind: 'map', expression: expression(xs.map(() => dtype), g) }, ...xs.map((x) => given([x.length], x, dtype)))[0] ?? []

describe.each(isQuick ? [wasm] : backends)('$name', (on) => {
  test.each(names)('%s of f32 is the nearest f32', (name) => {
    const table = [...functions[name].f32, ...functions[name].hardest]
    const values = valuesOn(on, 'f32', of(name), floats(table.map(([x]) => x)))
    const expected = floats(table.map(([, y]) => y))
    const most = near.includes(name) ? 1 : 0
    expect(table.filter((_, i) => !(steps(values[i]!, expected[i]!, 'f32') <= most))).toEqual([])
  })
  test.each(names)('%s of f64 is within its units of the nearest f64', (name) => {
    const table = functions[name].f64
    const values = valuesOn(on, 'f64', of(name), doubles(table.map(([x]) => x)))
    const expected = doubles(table.map(([, y]) => y))
    const most = units[name] ?? 1
    expect(table.flatMap(([x], i) => (steps(values[i]!, expected[i]!, 'f64') <= most ? [] : [[x, values[i], expected[i]]]))).toEqual([])
  })
  test.each([['atan2', 1], ['hypot', 1], ['logAddExp', 2], ['copySign', 0], ['mod', 0], ['fmod', 0], ['floorDivide', 0]] as const)(
    '%s of f64 has the values of numpy and mpmath, %s units off at most', (name, most) => {
      const table = pairs[name]
      const values = valuesOn(on, 'f64', of(name), table.map(([a]) => a), table.map(([, b]) => b))
      expect(table.flatMap(([a, b, y], i) => (steps(values[i]!, y, 'f64') <= most ? [] : [[a, b, values[i], y]]))).toEqual([])
    })
  test.each(['atan2', 'hypot', 'copySign', 'mod', 'fmod', 'floorDivide'] as const)('%s of f32 at its edges', (name) => {
    const table = pairs[name].filter(([a, b]) => Object.is(Math.fround(a), a) && Object.is(Math.fround(b), b))
    const values = valuesOn(on, 'f32', of(name), table.map(([a]) => a), table.map(([, b]) => b))
    expect(table.flatMap(([a, b, y], i) => (Object.is(values[i], Math.fround(y)) ? [] : [[a, b, values[i], y]]))).toEqual([])
  })
  test('mod, fmod and floorDivide of integers are those of numpy', () => {
    const [a, b] = [integers.map((row) => row[0]), integers.map((row) => row[1])]
    expect(valuesOn(on, 'i32', of('mod'), a, b)).toEqual(integers.map((row) => row[2]))
    expect(valuesOn(on, 'i32', of('fmod'), a, b).map((x) => x + 0)).toEqual(integers.map((row) => row[3]))
    expect(valuesOn(on, 'i32', of('floorDivide'), a, b)).toEqual(integers.map((row) => row[4]))
    expect(valuesOn(on, 'u32', of('mod'), [7, 7, 4294967295], [3, 0, 10])).toEqual([1, 0, 5])
    expect(valuesOn(on, 'u32', of('floorDivide'), [7, 7, 4294967295], [3, 0, 10])).toEqual([2, 0, 429496729])
  })
})

/** Functions that laws ask again and again are made once. */
const made = { f32: new Map<Function, Expression>(), f64: new Map<Function, Expression>() }
const evaluated = (dtype: 'f32' | 'f64', g: Function, ...x: readonly number[]): number => {
  const out = dtype === 'f32' ? new Float32Array(1) : new Float64Array(1)
  const whole = made[dtype].get(g) ?? expression(x.map(() => dtype), g)
  made[dtype].set(g, whole)
  evaluate(whole)(out, x.map((v) => (dtype === 'f32' ? Float32Array.of(v) : Float64Array.of(v))))
  return out[0] ?? NaN
}
const one = (g: Function, ...x: readonly number[]): number => evaluated('f64', g, ...x)

describe('laws', () => {
  const single = fc.float({ noNaN: true, noDefaultInfinity: true })
  const double = fc.double({ noNaN: true, noDefaultInfinity: true })
  test('fmod is the remainder of the language, exactly, for floats of any size', () => {
    fc.assert(fc.property(single, single, (a, b) => { expect(evaluated('f32', of('fmod'), a, b)).toBe(Math.fround(a % b)) }))
    fc.assert(fc.property(double, double, (a, b) => { expect(one(of('fmod'), a, b)).toBe(a % b) }))
  })
  test('mod has the sign of the divisor, and is less', () => fc.assert(fc.property(double, double, (a, b) => {
    const r = one(of('mod'), a, b)
    if (b === 0) expect(r).toBeNaN()
    else expect([Math.abs(r) <= Math.abs(b), r === 0 || Math.sign(r) === Math.sign(b)]).toEqual([true, true])
  })))
  test('hypot of f32 is the nearest f32', () => fc.assert(fc.property(single, single, (a, b) => {
    const p = 1000
    const fixed = (x: number): bigint => {
      const { m, e } = dyadic(x)
      return m << BigInt(e + p)
    }
    const square = fixed(a) ** 2n + fixed(b) ** 2n
    // One more digit, which is 1 where the root isn't whole: it decides in the middle.
    const whole = root(square << 200n)
    const exact = (whole << 1n) + (whole * whole === square << 200n ? 0n : 1n)
    expect(evaluated('f32', of('hypot'), a, b)).toBe(nearest(exact, p + 101, binary32))
  })))
  test('hypot neither overflows nor vanishes on the way', () => {
    expect([one(of('hypot'), 3e300, 4e300), one(of('hypot'), 3e-320, 4e-320), one(of('hypot'), 5e-324, 0)]).toEqual([5e300, 5e-320, 5e-324])
  })
  test.each(['tan', 'asin', 'atan', 'sinh', 'asinh', 'atanh', 'cbrt', 'erfInverse'] as const)('%s is odd', (name) =>
    fc.assert(fc.property(fc.double(), (x) => { expect(one(of(name), -x)).toBe(-one(of(name), x)) })))
  test('powers of two and their logarithms are exact', () => {
    for (let k = -1074; k <= 1023; k += 7) {
      const power = 2 ** k
      expect([one(of('exp2'), k), one(of('log2'), power)]).toEqual([power, k])
      if (k > -149 && k < 128) expect([evaluated('f32', of('exp2'), k), evaluated('f32', of('log2'), power)]).toEqual([power, k])
    }
    for (let k = 0; k <= 10; k++) expect(evaluated('f32', of('log10'), 10 ** k)).toBe(k)
    for (let k = -30; k <= 30; k++) expect(one(of('cbrt'), k * k * k)).toBe(k)
  })
  test('lgamma and digamma below 0 come near by their reflections', () => {
    // By mpmath 1.4.1.
    const table = [
      [-0.5, 1.2655121234846454, 0.03648997397857652],
      [-1.5, 0.860047015376481, 0.7031566406452432],
      [-2.25, 0.5555015450206475, 4.158583564657972],
      [-10.3, -14.457515440024208, 4.662403493582087],
      [-0.001, 6.908333317515028, 999.4211381978913],
    ] as const
    for (const [x, ln, psi] of table) {
      expect(one(of('lgamma'), x)).toBeCloseTo(ln, 12)
      expect(Math.abs(one(of('digamma'), x) - psi)).toBeLessThan(1e-11 * Math.max(1, Math.abs(psi)))
    }
    expect([one(of('lgamma'), -3), one(of('lgamma'), -0), one(of('digamma'), -3)]).toEqual([Infinity, Infinity, NaN])
  })
  test('of integers, only what integers have', () => {
    expect(() => f.tan(parameter('i32', 0))).toThrow('scalar tan: f32 or f64 expected, received i32')
    expect(() => f.hypot(parameter('f32', 0), parameter('f64', 1)))
      .toThrow('scalar hypot: f32 or f64 expected twice, received f32 and f64')
  })
})

/** ∂g/∂xᵢ by its rule. */
const partial = (g: Function, i: number): Function => (...x) => {
  const y = g(...x)
  if (y.op !== 'call') throw new Error('a call expected')
  return functionOf(y).partials(y.args, y)[i] as Scalar
}

describe('derivatives at edges', () => {
  const slopes: readonly (readonly [name: keyof typeof f, i: number, x: readonly number[], slope: number])[] = [
    ['asin', 0, [1], Infinity], ['asin', 0, [-1], Infinity], ['acos', 0, [1], -Infinity], ['asin', 0, [0], 1],
    ['atan', 0, [Infinity], 0], ['atan', 0, [1e300], 0], ['atanh', 0, [1], Infinity], ['acosh', 0, [1], Infinity],
    ['asinh', 0, [1e300], 1e-300], ['rsqrt', 0, [0], -Infinity], ['cbrt', 0, [0], Infinity], ['log2', 0, [0], Infinity],
    ['hypot', 0, [0, 0], 0], ['hypot', 1, [3, 4], 0.8], ['atan2', 0, [0, 0], 0], ['atan2', 1, [0, 0], 0], ['atan2', 0, [0, 2], 0.5],
    ['logAddExp', 0, [Infinity, Infinity], 0.5], ['logAddExp', 1, [-Infinity, 3], 1], ['logAddExp', 0, [-Infinity, -Infinity], 0.5],
    ['mod', 0, [-7, 3], 1], ['mod', 1, [-7, 3], 3], ['fmod', 1, [-7, 3], 2], ['erfInverse', 0, [1], Infinity], ['erfc', 0, [0], -1.1283791670955126],
    ['clip', 0, [1, 1, 2], 1], ['clip', 0, [2, 1, 2], 1], ['clip', 0, [3, 1, 2], 0], ['clip', 2, [3, 1, 2], 1], ['clip', 1, [0, 1, 2], 1],
    ['clip', 1, [0, 3, 2], 0], ['clip', 2, [0, 3, 2], 1], ['clip', 2, [2.5, 3, 2], 1], ['copySign', 0, [-2, 3], -1], ['copySign', 0, [0, 3], 0],
    ['digamma', 0, [1], 1.6449340668482264], ['digamma', 0, [-0.5], 8.934802200544679],
  ]
  test.each(slopes)('%s, operand %s at %j: %s', (name, i, x, slope) => {
    const value = one(partial(of(name), i), ...x)
    expect(Object.is(value, slope) || Math.abs(value - slope) <= 4e-16 * Math.abs(slope) ? slope : value).toBe(slope)
  })
})
