/** How far to go: the last part of every recipe. */
import { like, mul } from '../program/scalar.js'
import { aFunction } from '../shape/options.js'
import { expectTensor } from '../tensor/argument.js'
import * as raw from '../tensor/untyped.js'
import { next, none, type Count } from './count.js'
import { aRate, check, finite } from './hyperparameter.js'
import { leafwise } from './leafwise.js'
import type { Optimizer, OptimizerRule } from './optimizer.js'
import type { Schedule } from './schedule/schedule.js'
import { stateless, type StatelessRule } from './stateless.js'

/** The same at every step, or a function of the step. */
export type Rate = number | Schedule

/** The count of updates, which a schedule looks at. A constant rate keeps it too, so training can go on with a schedule. */
export interface RateState {
  readonly count: Count
}

/** `RateState`, whatever the parameters. */
export interface LearningRateRule extends OptimizerRule {
  readonly state: RateState
}

const times = leafwise(mul)

/**
 * Updates times a factor.
 *
 * @example
 * chain(scale(-1), sgd({ learningRate: 0.1 })) // up the gradient
 */
export const scale = (factor: number): Optimizer<StatelessRule> => {
  check('scale', { factor }, { factor: finite })
  const scaled = leafwise((u) => mul(u, like(u, factor)))
  return stateless((updates) => scaled([updates]))
}

/**
 * Updates times what the schedule says of each step, the first being step 0.
 *
 * @example
 * chain(scaleByAdam(), scaleBySchedule(schedule.cosineDecay({ initial: 1, steps: 900 })), scaleByLearningRate(1e-3))
 */
export const scaleBySchedule = (schedule: Schedule): Optimizer<LearningRateRule> => {
  check('scaleBySchedule', { schedule }, { schedule: aFunction })
  return {
    rate: ({ count }: RateState) => schedule(count),
    init: () => ({ count: none() }),
    update: (updates, { count }) =>
      [times([updates], [expectTensor('scaleBySchedule', 'schedule', schedule(count))]), { count: next(count) }],
  }
}

/**
 * Down the gradient: updates times minus the learning rate.
 *
 * @example
 * chain(scaleByAdam(), scaleByLearningRate(schedule.cosineDecay({ initial: 1e-3, steps: 900 })))
 */
export const scaleByLearningRate = (rate: Rate): Optimizer<LearningRateRule> => {
  check('scaleByLearningRate', { rate }, { rate: aRate })
  if (typeof rate === 'function') {
    const down = scaleBySchedule((step) => raw.neg(expectTensor('scaleByLearningRate', 'rate', rate(step))) as ReturnType<Schedule>)
    return { ...down, rate: ({ count }: RateState) => rate(count) }
  }
  const { update } = scale(-rate)
  return {
    rate: () => rate,
    init: () => ({ count: none() }),
    update: (updates, { count }, params, moment) => [update(updates, null, params, moment)[0], { count: next(count) }],
  }
}
