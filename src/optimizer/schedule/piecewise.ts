/** Schedules made of pieces: steps down at given places, and points with lines or half waves between them. */
import { add, constant as real, div, le, lt, mul, select, sub, type Scalar } from '../../program/scalar.js'
import { cos } from '../../program/elementary/functions.js'
import { fail } from '../../shape/error.js'
import { aList, checkOptions, listOf, oneOf } from '../../shape/options.js'
import { check, nonNegative, positiveCount, share, positive } from '../hyperparameter.js'
import { schedule, type Schedule } from './schedule.js'

const f64 = (x: number): Scalar => real('f64', x)

/** A step, and what happens there. */
export type Point = readonly [step: number, value: number]

const checkSteps = (operation: string, argument: string, places: readonly Point[]): void => places.forEach(([step, value], i) => {
  const after = i === 0 ? 0 : (places[i - 1] as Point)[0] + 1
  const refuse = (expected: string, received: number): never =>
    fail(operation, { argument: `${argument}[${i}]`, expected, received })
  if (!(Number.isSafeInteger(step) && step >= after)) refuse(`a step of at least ${after}, in increasing order`, step)
  if (!nonNegative.holds(value)) refuse(nonNegative.expected, value)
})

/**
 * `initial` times the factors of all steps that have been reached.
 *
 * @example
 * const rate = piecewise({ initial: 0.1, factors: [[5, 0.5], [12, 0.1]] })
 * [4, 5, 12].map((step) => t.item(rate(t.scalar(step, 'i32')))) // [0.1, 0.05, 0.005]
 */
export const piecewise = (options: { readonly initial: number; readonly factors: readonly Point[] }): Schedule => {
  const { initial, factors } = checkOptions<typeof options>('piecewise', options, { initial: nonNegative, factors: true })
  check('piecewise', { factors }, { factors: listOf('pairs [step, factor]', aList) })
  check('piecewise', { initial }, { initial: nonNegative })
  checkSteps('piecewise', 'factors', factors)
  return schedule((step) =>
    factors.reduce((value, [at, factor]) => mul(value, select(le(f64(at), step), f64(factor), f64(1))), f64(initial)))
}

/** How a rate goes from one point to the next. */
export type Curve = 'linear' | 'cosine'

const curves: Readonly<Record<Curve, (u: Scalar) => Scalar>> = {
  linear: (u) => u,
  cosine: (u) => mul(f64(0.5), sub(f64(1), cos(mul(f64(Math.PI), u)))),
}

/** Through the points, along lines or half waves, and flat before the first and after the last. */
const through = (points: readonly Point[], curve: Curve): Schedule => schedule((step) =>
  points.slice(1).reduceRight<Scalar>((later, [end, to], i) => {
    const [start, from] = points[i] as Point
    const u = div(sub(step, f64(start)), f64(end - start))
    return select(lt(step, f64(end)), add(f64(from), mul(f64(to - from), curves[curve](u))), later)
  }, f64((points.at(-1) as Point)[1])))

/** The peak of a cycle, and the way up and down. */
export interface OneCycleOptions {
  readonly peak: number
  readonly steps: number
  /** The share of the steps that go up; 0.3 by default. */
  readonly rise?: number
  /** It begins at peak / divisor; 25 by default. */
  readonly divisor?: number
  /** It ends at peak / divisor / finalDivisor; 10⁴ by default. */
  readonly finalDivisor?: number
  /** Half waves by default. Lines come back to where they began at `fall` of the steps, and only then go on to the end. */
  readonly curve?: Curve
  /** 0.85 by default; only for lines. */
  readonly fall?: number
}

/**
 * Up to a large rate and down to almost none (Smith and Topin 2019).
 *
 * @example
 * oneCycle({ peak: 0.1, steps: 100 })(t.scalar(30, 'i32')) // 0.1
 */
export const oneCycle = (options: OneCycleOptions): Schedule => {
  const { peak, steps, rise = 0.3, divisor = 25, finalDivisor = 1e4, curve = 'cosine', fall = 0.85 } =
    checkOptions<OneCycleOptions>('oneCycle', options, {
      peak: true, steps: true, rise: true, divisor: true, finalDivisor: true, curve: oneOf('linear', 'cosine'), fall: true,
    })
  check('oneCycle', { peak, steps, rise, divisor, finalDivisor, fall },
    { peak: nonNegative, steps: positiveCount, rise: share, divisor: positive, finalDivisor: positive, fall: share })
  const [top, back] = [Math.floor(rise * steps), Math.floor(fall * steps)]
  const start = peak / divisor
  const between: readonly Point[] = curve === 'linear' ? [[back, start]] : []
  const points: readonly Point[] = [[0, start], [top, peak], ...between, [steps, start / finalDivisor]]
  const at = points.findIndex(([step], i) => i > 0 && step <= (points[i - 1] as Point)[0])
  if (at > 0) fail('oneCycle', { argument: 'steps', expected: 'steps enough for each part of the cycle', received: steps })
  return through(points, curve)
}
