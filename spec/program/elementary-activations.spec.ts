/** Activations: their values and slopes at the extremes, at the kinks, and against differences. */
import { describe, expect, test } from 'vitest'
import { evaluate } from '../../src/backend/scalar.js'
import * as f from '../../src/program/elementary/functions.js'
import { constant, expression, type Scalar } from '../../src/program/scalar.js'

type Function = (x: Scalar) => Scalar
const value = (g: Function, x: number, dtype: 'f32' | 'f64' = 'f64'): number => {
  const out = dtype === 'f32' ? new Float32Array(1) : new Float64Array(1)
  evaluate(expression([dtype], g))(out, [dtype === 'f32' ? Float32Array.of(x) : Float64Array.of(x)])
  return out[0] as number
}
const derivative = (g: Function): Function => (x) => {
  const y = g(x)
  if (y.op !== 'call') throw new Error('a call expected')
  return y.callee.partials(y.args, y)[0] ?? constant(x.dtype, 0)
}

/** Value and slope at -∞ and ∞; then at 0, where a kink takes the slope of its left side. */
interface Row {
  readonly g: Function
  readonly low: readonly number[]
  readonly high: readonly number[]
  readonly zero: readonly number[]
  /** Its slope falls off no faster than 1/x². */
  readonly slow?: true
}
const table: Readonly<Record<string, Row>> = {
  step: { g: f.step, low: [0, 0], high: [1, 0], zero: [1, 0] },
  relu: { g: f.relu, low: [0, 0], high: [Infinity, 1], zero: [0, 0] },
  'leakyRelu(0.25)': { g: f.leakyRelu(0.25), low: [-Infinity, 0.25], high: [Infinity, 1], zero: [0, 0.25] },
  'elu(1.5)': { g: f.elu(1.5), low: [-1.5, 0], high: [Infinity, 1], zero: [0, 1.5] },
  'celu(0.5)': { g: f.celu(0.5), low: [-0.5, 0], high: [Infinity, 1], zero: [0, 1] },
  relu6: { g: f.relu6, low: [0, 0], high: [6, 0], zero: [0, 0] },
  hardSigmoid: { g: f.hardSigmoid, low: [0, 0], high: [1, 0], zero: [0.5, 1 / 6] },
  hardSwish: { g: f.hardSwish, low: [0, 0], high: [Infinity, 1], zero: [0, 0.5] },
  mish: { g: f.mish, low: [0, 0], high: [Infinity, 1], zero: [0, 0.6] },
  softsign: { g: f.softsign, low: [-1, 0], high: [1, 0], zero: [0, 1], slow: true },
  selu: { g: f.selu, low: [-1.7580993408473766, 0], high: [Infinity, 1.0507009873554805], zero: [0, 1.7580993408473766] },
  sigmoid: { g: f.sigmoid, low: [0, 0], high: [1, 0], zero: [0.5, 0.25] },
  softplus: { g: f.softplus, low: [0, 0], high: [Infinity, 1], zero: [0.6931471805599453, 0.5] },
  logSigmoid: { g: f.logSigmoid, low: [-Infinity, 1], high: [0, 0], zero: [-0.6931471805599453, 0.5] },
  silu: { g: f.silu, low: [0, 0], high: [Infinity, 1], zero: [0, 0.5] },
  gelu: { g: f.gelu, low: [0, 0], high: [Infinity, 1], zero: [0, 0.5] },
  geluTanh: { g: f.geluTanh, low: [0, 0], high: [Infinity, 1], zero: [0, 0.5] },
}

describe.each(Object.entries(table))('%s', (name, { g, low, high, zero, slow }) => {
  test('is called so', () => {
    const y = g(constant('f32', 1))
    expect(y.op === 'call' && y.callee.name).toBe(name)
  })
  test.each(['f32', 'f64'] as const)('reaches its limits on %s, and is a number on the way', (dtype) => {
    const near = (x: number, [y, slope]: readonly number[]): void => {
      for (const [got, wanted] of [[value(g, x, dtype), y], [value(derivative(g), x, dtype), slope]] as const)
        if (Number.isFinite(wanted)) expect(got).toBeCloseTo(wanted as number, dtype === 'f32' ? 6 : 14)
        else expect(got).toBe(wanted)
    }
    near(-Infinity, low)
    near(Infinity, high)
    near(0, zero)
    near(-0, zero)
    for (const x of [90, 104, 700, 760, 1001, 1e5, 1e30]) for (const at of [x, -x]) {
      expect(value(g, at, dtype)).not.toBeNaN()
      expect(value(g, at, dtype)).toBeGreaterThanOrEqual(at < 0 ? (low[0] as number) - 1e-6 : value(g, 0, dtype))
      expect(Math.abs(value(derivative(g), at, dtype) - ((at < 0 ? low : high)[1] as number))).toBeLessThan(slow ? Math.max(1e-6, 1 / (x * x)) : 1e-6)
    }
    expect(name === 'step' || Number.isNaN(value(g, NaN, dtype))).toBe(true)
  })
  test('has the slope of central differences', () => {
    const h = 2 ** -18
    for (const x of [-4.3, -2, -1.1, -0.4, 0.3, 0.9, 2.2, 6.1])
      expect(value(derivative(g), x)).toBeCloseTo((value(g, x + h) - value(g, x - h)) / (2 * h), 8)
  })
})

test('the tails keep their digits', () => {
  const relative = (got: number, wanted: number, tolerance: number): void =>
    expect(Math.abs(got / wanted - 1)).toBeLessThan(tolerance)
  relative(value(f.sigmoid, -40), 4.248354255291589e-18, 1e-15)
  relative(value(derivative(f.sigmoid), 40), 4.248354255291589e-18, 1e-15)
  relative(value(f.softplus, -40), 4.248354255291589e-18, 1e-15)
  relative(value(f.logSigmoid, 40), -4.248354255291589e-18, 1e-15)
  relative(value(f.gelu, -10), -7.619853024160526e-23, 1e-14)
  relative(value(f.gelu, -10, 'f32'), -7.619853024160526e-23, 1e-6)
  relative(value(derivative(f.gelu), -10), -7.618400096464814e-22, 1e-13)
  relative(value(f.gelu, -3, 'f32'), -0.00404969409489, 2e-7)
})
