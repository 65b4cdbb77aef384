/** Schedules one after another. */
import { add, constant, convert, div, lt, mul, select, sub } from '../../program/scalar.js'
import { aFunction, checkOptions } from '../../shape/options.js'
import { expectTensor } from '../../tensor/argument.js'
import * as raw from '../../tensor/untyped.js'
import { check, count, nonNegative, positiveCount } from '../hyperparameter.js'
import type { Schedule } from './schedule.js'

const since = (start: number) => raw.elementwise((step) => sub(step, constant('i32', start)))
const chosen = (boundary: number) => raw.elementwise((step, before, after) =>
  select(lt(step, constant('i32', boundary)), before, after))

/**
 * The first schedule for `steps` steps, then the other from its own step 0 on.
 *
 * @example
 * pipe(constant(0.1), andThen(10, constant(0.01)))(t.scalar(10, 'i32')) // 0.01
 */
export const andThen = (steps: number, next: Schedule): ((first: Schedule) => Schedule) => {
  check('andThen', { steps, next }, { steps: count, next: aFunction })
  const [shifted, choice] = [since(steps), chosen(steps)]
  // The one that is not chosen is computed too: it is a number, whatever it is.
  return (first) => (step) => {
    check('andThen', { first }, { first: aFunction })
    const [before, after] = [first(step), next(shifted(step) as typeof step)]
    return choice(step, expectTensor('andThen', 'schedule', before), expectTensor('andThen', 'schedule', after)) as ReturnType<Schedule>
  }
}

/** How long a warm-up takes, and where it begins. */
export interface WarmupOptions {
  readonly steps: number
  /** What it begins with; 0 by default. */
  readonly initial?: number
}

/**
 * A straight line for `steps` steps, from `initial` to where the schedule begins, and then the schedule.
 *
 * @example
 * pipe(cosineDecay({ initial: 1e-3, steps: 900 }), warmup({ steps: 100 }))(t.scalar(50, 'i32')) // 5.0e-4
 */
export const warmup = (options: WarmupOptions): ((schedule: Schedule) => Schedule) => {
  const { steps, initial = 0 } = checkOptions<WarmupOptions>('warmup', options, { steps: positiveCount, initial: nonNegative })
  check('warmup', { steps, initial }, { steps: positiveCount, initial: nonNegative })
  const start = raw.scalar(0, 'i32') as Parameters<Schedule>[0]
  const line = raw.elementwise((step, peak) => {
    const u = div(convert(step, 'f64'), constant('f64', steps))
    return add(constant('f64', initial), mul(u, sub(peak, constant('f64', initial))))
  })
  return (schedule) => andThen(steps, schedule)((step) =>
    line(step, expectTensor('warmup', 'schedule', schedule(start))) as ReturnType<Schedule>)
}
