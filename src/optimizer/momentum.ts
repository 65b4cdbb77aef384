/** Gradient descent, with and without momentum. */
import { add, like, mul } from '../program/scalar.js'
import { zerosOf } from '../differentiable/differentiable.js'
import { faded } from './average.js'
import { chain } from './chain.js'
import { aBoolean, checkOptions } from '../shape/options.js'
import { aRate, check, fraction } from './hyperparameter.js'
import { leafwise } from './leafwise.js'
import type { Optimizer } from './optimizer.js'
import { scaleByLearningRate, type Rate, type RateState } from './rate.js'

/** Settings of `sgd`. */
export interface DescentOptions {
  readonly learningRate: Rate
}

/**
 * Gradient descent, on batches stochastic (Robbins and Monro 1951): p ← p - ηg.
 *
 * @example
 * sgd({ learningRate: 0.1 })
 */
export const sgd = <P>(options: DescentOptions): Optimizer<P, readonly [RateState]> => {
  const { learningRate } = checkOptions<DescentOptions>('sgd', options, { learningRate: aRate })
  check('sgd', { learningRate }, { learningRate: aRate })
  return chain(scaleByLearningRate<P>(learningRate))
}

/** The sum of past gradients, each step of the way back fading by the decay. */
export interface TraceState<P> {
  readonly velocity: P
}

/** How past gradients fade. */
export interface TraceOptions {
  /** What the velocity keeps at each step, μ in [0, 1). */
  readonly decay: number
  readonly nesterov?: boolean
}

/**
 * Updates to the velocity v ← μv + g, or with `nesterov` to where it will be, μv + g.
 *
 * @example
 * chain(trace({ decay: 0.9 }), scaleByLearningRate(0.1))
 */
export const trace = <P>(options: TraceOptions): Optimizer<P, TraceState<P>> => {
  const { decay, nesterov = false } = checkOptions<TraceOptions>('trace', options, { decay: fraction, nesterov: aBoolean })
  check('trace', { decay }, { decay: fraction })
  const fading = leafwise((v, g) => faded(add(g, mul(like(v, decay), v))))
  return {
    init: (params) => ({ velocity: zerosOf(params) }),
    update: (g, state) => {
      const velocity = fading([state.velocity, g])
      return [nesterov ? fading([velocity, g]) : velocity, { velocity }]
    },
  }
}

/** Settings of `momentum` and `nesterov`. */
export interface MomentumOptions extends DescentOptions {
  /** What the velocity keeps at each step, μ in [0, 1); 0.9 by default. */
  readonly decay?: number
}

type Momentum<P> = Optimizer<P, readonly [TraceState<P>, RateState]>

const withTrace = <P>(operation: string, nesterov: boolean, options: MomentumOptions): Momentum<P> => {
  const { learningRate, decay = 0.9 } =
    checkOptions<MomentumOptions>(operation, options, { learningRate: aRate, decay: fraction })
  check(operation, { learningRate }, { learningRate: aRate })
  return chain(trace<P>({ decay, nesterov }), scaleByLearningRate<P>(learningRate))
}

/**
 * The heavy ball (Polyak 1964): v ← μv + g, p ← p - ηv.
 *
 * @example
 * momentum({ learningRate: 0.1 })
 */
export const momentum = <P>(options: MomentumOptions): Momentum<P> => withTrace('momentum', false, options)

/**
 * Nesterov's momentum (Nesterov 1983, as Sutskever et al. 2013 write it): v ← μv + g, p ← p - η(μv + g).
 *
 * @example
 * nesterov({ learningRate: 0.1, decay: 0.95 })
 */
export const nesterov = <P>(options: MomentumOptions): Momentum<P> => withTrace('nesterov', true, options)
