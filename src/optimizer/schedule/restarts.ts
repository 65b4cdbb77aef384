/** Cosines one after another, each from the top. */
import { add, constant as real, div, floor, le, mul, select, sub, type Scalar } from '../../program/scalar.js'
import { cos, pow } from '../../program/elementary/functions.js'
import { checkOptions } from '../../shape/options.js'
import { check, nonNegative, positive, positiveCount } from '../hyperparameter.js'
import { schedule, type Schedule } from './schedule.js'

const f64 = (x: number): Scalar => real('f64', x)

/** How high and how long each half wave is. */
export interface RestartsOptions {
  readonly initial: number
  /** Where each half wave ends; 0 by default. */
  readonly end?: number
  /** The steps of the first. */
  readonly steps: number
  /** By what each is longer than the one before it, a whole number; 1 by default. */
  readonly growth?: number
  /** By what the height above `end` of each is multiplied after it; 1 by default. */
  readonly factor?: number
}

/** Steps are counted by i32. */
const last = 2147483647

/** A half wave: its first step, how many it has, and how high it is. */
interface Wave {
  readonly start: number
  readonly length: number
  readonly height: number
}

/** Waves that grow: 31 at most, before steps come to their end. */
const wavesOf = (first: Wave, growth: number, factor: number): readonly Wave[] => {
  const waves: Wave[] = []
  let wave = first
  while (wave.start <= last) {
    const { start, length, height } = wave
    waves.push(wave)
    wave = { start: start + length, length: length * growth, height: height * factor }
  }
  return waves
}

/**
 * Half waves down from `initial` to `end`, at whose ends it jumps back up (SGDR, Loshchilov and Hutter 2017, equation 5):
 * end + (initial - end)·factorⁱ·(1 + cos πu)/2, with the progress u in [0, 1) of wave i, which has steps·growthⁱ steps.
 *
 * @example
 * const rate = cosineRestarts({ initial: 0.1, steps: 10, growth: 2 })
 * [0, 5, 10, 20, 30].map((step) => t.item(rate(t.scalar(step, 'i32')))) // [0.1, 0.05, 0.1, 0.05, 0.1]
 */
export const cosineRestarts = (options: RestartsOptions): Schedule => {
  const known = { initial: nonNegative, end: nonNegative, steps: positiveCount, growth: positiveCount, factor: positive }
  const { initial, end = 0, steps, growth = 1, factor = 1 } = checkOptions<RestartsOptions>('cosineRestarts', options, known)
  check('cosineRestarts', { initial, end, steps, growth, factor }, known)
  const fallen = (height: Scalar, u: Scalar): Scalar =>
    add(f64(end), mul(height, mul(f64(0.5), add(f64(1), cos(mul(f64(Math.PI), u))))))
  if (growth === 1)
    return schedule((step) => {
      const wave = floor(div(step, f64(steps)))
      const height = factor === 1 ? f64(initial - end) : mul(f64(initial - end), pow(f64(factor), wave))
      return fallen(height, div(sub(step, mul(wave, f64(steps))), f64(steps)))
    })
  const waves = wavesOf({ start: 0, length: steps, height: initial - end }, growth, factor)
  return schedule((step) => {
    const ofWave = (of: (wave: Wave) => number): Scalar =>
      waves.map((wave) => [f64(wave.start), f64(of(wave))] as const)
        .reduce((value, [start, next]) => select(le(start, step), next, value), f64(0))
    return fallen(ofWave(({ height }) => height), div(sub(step, ofWave(({ start }) => start)), ofWave(({ length }) => length)))
  })
}
