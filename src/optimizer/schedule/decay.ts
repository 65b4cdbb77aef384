/** Schedules that go from one value to another. The progress u of a step is min(step, steps) / steps. */
import { add, constant as real, div, floor, like, max, min, mul, sub, type Scalar } from '../../program/scalar.js'
import { cos, pow } from '../../program/elementary/functions.js'
import * as raw from '../../tensor/untyped.js'
import { aBoolean, checkOptions } from '../../shape/options.js'
import { check, count, nonNegative, positive, positiveCount } from '../hyperparameter.js'
import { schedule, type Schedule } from './schedule.js'

const f64 = (x: number): Scalar => real('f64', x)
const progress = (step: Scalar, steps: number): Scalar => div(min(step, f64(steps)), f64(steps))

/**
 * The same at every step.
 *
 * @example
 * constant(0.1)(t.scalar(7, 'i32')) // 0.1
 */
export const constant = (value: number): Schedule => {
  check('constant', { value }, { value: nonNegative })
  const held = raw.scalar(value, 'f64') as ReturnType<Schedule>
  return () => held
}

/** From where, to where, in how many steps. */
export interface DecayOptions {
  readonly initial: number
  /** 0 by default. */
  readonly end?: number
  readonly steps: number
}

const ranges = { initial: nonNegative, end: nonNegative, steps: positiveCount }

/**
 * end + (initial - end)·(1 - u)^power: a straight line for power 1, the default. It may rise as well as fall.
 *
 * @example
 * polynomialDecay({ initial: 0.1, steps: 10 })(t.scalar(4, 'i32')) // 0.06
 */
export const polynomialDecay = (options: DecayOptions & { readonly power?: number }): Schedule => {
  const { initial, end = 0, steps, power = 1 } =
    checkOptions<typeof options>('polynomialDecay', options, { ...ranges, power: positive })
  check('polynomialDecay', { initial, end, steps, power }, { ...ranges, power: positive })
  return schedule((step) => {
    const left = sub(f64(1), progress(step, steps))
    return add(f64(end), mul(f64(initial - end), power === 1 ? left : pow(left, f64(power))))
  })
}

/**
 * end + (initial - end)·(1 + cos πu)/2, half a wave down (Loshchilov and Hutter 2017, without restarts).
 *
 * @example
 * cosineDecay({ initial: 0.1, steps: 10 })(t.scalar(5, 'i32')) // 0.05
 */
export const cosineDecay = (options: DecayOptions): Schedule => {
  const { initial, end = 0, steps } = checkOptions<DecayOptions>('cosineDecay', options, ranges)
  check('cosineDecay', { initial, end, steps }, ranges)
  return schedule((step) => {
    const wave = cos(mul(f64(Math.PI), progress(step, steps)))
    return add(f64(end), mul(f64(initial - end), mul(f64(0.5), add(f64(1), wave))))
  })
}

/** How fast an exponential falls, from where and when. */
export interface ExponentialOptions {
  readonly initial: number
  /** What the value is multiplied with every `steps` steps. */
  readonly factor: number
  readonly steps: number
  /** Whether it stays the same in between; else it falls a little at every step. */
  readonly staircase?: boolean
  /** The step that it begins to fall at; 0 by default. */
  readonly begin?: number
  /** Where it stops falling; 0 by default. */
  readonly end?: number
}

/**
 * initial·factor^(step / steps), the exponent rounded down for a staircase: step decay is the staircase.
 *
 * @example
 * exponentialDecay({ initial: 0.1, factor: 0.5, steps: 10, staircase: true })(t.scalar(25, 'i32')) // 0.025
 */
export const exponentialDecay = (options: ExponentialOptions): Schedule => {
  const { initial, factor, steps, staircase = false, begin = 0, end = 0 } = checkOptions<ExponentialOptions>(
    'exponentialDecay', options, { ...ranges, factor: positive, begin: count, staircase: aBoolean })
  check('exponentialDecay', { initial, factor, steps, begin, end }, { ...ranges, factor: positive, begin: count })
  return schedule((step) => {
    const exponent = div(max(sub(step, f64(begin)), f64(0)), f64(steps))
    const value = mul(f64(initial), pow(like(step, factor), staircase ? floor(exponent) : exponent))
    return end === 0 ? value : factor < 1 ? max(value, f64(end)) : min(value, f64(end))
  })
}

/** How fast a value falls as 1 / step does. */
export interface InverseTimeOptions {
  readonly initial: number
  /** By what the divisor grows every `steps` steps. */
  readonly rate: number
  readonly steps: number
  /** Whether it stays the same in between; else it falls a little at every step. */
  readonly staircase?: boolean
}

/**
 * initial / (1 + rate·step / steps), the quotient rounded down for a staircase. It falls so slowly that gradient descent still
 * gets everywhere, and fast enough that its noise vanishes (Robbins and Monro 1951).
 *
 * @example
 * inverseTimeDecay({ initial: 0.1, rate: 1, steps: 10 })(t.scalar(30, 'i32')) // 0.025
 */
export const inverseTimeDecay = (options: InverseTimeOptions): Schedule => {
  const known = { initial: nonNegative, rate: nonNegative, steps: positiveCount }
  const { initial, rate, steps, staircase = false } =
    checkOptions<InverseTimeOptions>('inverseTimeDecay', options, { ...known, staircase: aBoolean })
  check('inverseTimeDecay', { initial, rate, steps }, known)
  return schedule((step) => {
    const spans = div(step, f64(steps))
    return div(f64(initial), add(f64(1), mul(f64(rate), staircase ? floor(spans) : spans)))
  })
}
