/** Averages of the parameters themselves, over steps: evaluated, they are often better than the last ones. */
import { add, constant, div, like, lt, max, mul, select, sub, type Scalar } from '../program/scalar.js'
import { printType } from '../program/infer.js'
import { fail } from '../shape/error.js'
import { aBoolean, aFunction, aRecord, check, checkOptions, isRecord } from '../shape/options.js'
import { isTensor, typeInWords } from '../tensor/tensor.js'
import * as tree from '../tensor/tree.js'
import * as raw from '../tensor/untyped.js'
import { applyUpdates } from './applyUpdates.js'
import { faded } from './average.js'
import { bias } from './bias.js'
import { next, none, real, type Count } from './count.js'
import { count as aCount, fraction } from './hyperparameter.js'
import { leafwise } from './leafwise.js'
import { expectChosen, type Mask } from './mask.js'
import type { Optimizer, OptimizerRule } from './optimizer.js'
import { masked, type Masked } from './part.js'

/** The average of parameters, and the number of steps that made it. */
export interface AverageState<P> {
  readonly count: Count
  /** `null` stands for leaves that are not averaged. */
  readonly average: Masked<P>
}

/** `AverageState` of the parameters. */
export interface AverageRule extends OptimizerRule {
  readonly state: AverageState<this['in']>
}

/** What is averaged, and how. */
export interface AverageOptions {
  /** What the average keeps at each step, d in [0, 1). Without it, all steps weigh alike. */
  readonly decay?: number
  /** Whether the parameters of `init` have no weight in it; false by default. */
  readonly debias?: boolean
  /** How many steps are left out at the beginning; 0 by default. Until then, the average is the last parameters. */
  readonly begin?: number
  /** Which leaves are averaged: all but the `statistics` of `batchNorm` by default. */
  readonly mask?: Mask
}

/** What is observed of data is no matter of steps. */
const isLearned: Mask = (path) => !/(^|\.)statistics\.(mean|variance|count)$/.test(path)

/**
 * Keeps an average a of the parameters p after each step, beside an optimizer that it leaves as it is: the last part of a
 * chain. With `decay` d it is the exponential moving average, a ← da + (1 - d)p, from the parameters of `init` on; with `debias`
 * Σ dᵗ⁻ⁱ(1 - d)pᵢ / (1 - dᵗ), of the steps alone. Without `decay` it is the mean of all steps (Polyak and Juditsky 1992), which
 * with `begin` is stochastic weight averaging (Izmailov et al. 2018). Parameters are evaluated by `averaged`.
 *
 * Statistics of `batchNorm` are not averaged: those that belong to the averages are made by `network.calibrate`.
 *
 * @example
 * chain(adam({ learningRate: 1e-3 }), averageParameters({ decay: 0.999 }))
 */
// @__NO_SIDE_EFFECTS__
export const averageParameters = (options: AverageOptions = {}): Optimizer<AverageRule> => {
  const { decay, debias = false, begin = 0, mask = isLearned } = checkOptions<AverageOptions>(
    'averageParameters', options, { decay: fraction, debias: aBoolean, begin: aCount, mask: aFunction })
  const weightAfter = (n: Scalar): Scalar =>
    (decay === undefined ? div(like(n, 1), n)
    : debias ? div(like(n, 1 - decay), bias(decay)(n))
    : like(n, 1 - decay))
  /** The weight of step t, from 1 on. */
  const weight = (t: Scalar): Scalar =>
    select(lt(constant('f64', begin), t), weightAfter(max(sub(t, like(t, begin)), like(t, 1))), like(t, 1))
  const [share, rest] = [real(weight), real((t) => sub(like(t, 1), weight(t)))]
  // The parameters first: those that are no floats stay what they are.
  const together = leafwise((p, a, kept, fresh) => faded(add(mul(kept, a), mul(fresh, p))))
  return {
    init: (params) => {
      expectChosen('averageParameters', mask, params)
      return { count: none(), average: masked(params, mask) }
    },
    update: (updates, state, params) => {
      const count = next(state.count)
      const after = masked(applyUpdates(params, updates), mask)
      return [updates, { count, average: together([after, state.average], [rest(count), share(count)]) }]
    },
  }
}

const isAverage = (node: unknown): node is AverageState<unknown> =>
  isRecord(node) && !isTensor(node) && Object.keys(node).join() === 'count,average' && isTensor(node['count'])

/** The averages that an optimizer's state holds, wherever they are in it. */
const averagesIn = (node: unknown): readonly unknown[] =>
  (isAverage(node) ? [node.average]
  : isTensor(node) || typeof node !== 'object' || node === null ? []
  : Object.values(node).flatMap(averagesIn))

/**
 * The state with the averages of `averageParameters` in the place of its parameters, for `evaluate` and `predict`; leaves that
 * are not averaged stay as they are. The given state goes on training. An optimizer that keeps no averages, or two of one
 * leaf, is an error. A network with `batchNorm` also needs the statistics of the averages:
 * `{ ...state, params: network.calibrate(net)(state.params, batches) }` of the state that comes back.
 *
 * @example
 * const data = dataset.of({ inputs: t.of([2, 1], [1, 2]), targets: t.of([2, 1], [2, 4]) })
 * const learn = trainer(pipe(n.input([1]), n.dense(1)))({
 *   loss: loss.squaredError(), optimizer: chain(sgd({ learningRate: 0.1 }), averageParameters({ decay: 0.9 })),
 * })
 * const state = learn.fold(learn.init(random.key(0)), pipe(data, dataset.batches({ size: 2, epochs: 20 })))
 * learn.evaluate(averaged(state), data, { loss: metric.loss })
 */
export const averaged = <St extends { readonly params: unknown; readonly optimizer: unknown }>(state: St): St => {
  check('averaged', { state }, { state: aRecord })
  const averages = averagesIn(state.optimizer)
  if (averages.length === 0) {
    const message = 'the optimizer keeps no averages: `averageParameters` is no part of it'
    fail('averaged', { argument: 'state', expected: 'a state with averages', received: state.optimizer, message })
  }
  const places = tree.byPath(state.params)
  const found = new Set<string>()
  for (const { path, tensor } of averages.flatMap(tree.leaves)) {
    if (found.has(path)) {
      const message = `the optimizer keeps two averages of ${path}`
      fail('averaged', { argument: 'state', expected: 'one average of each leaf', received: path, message })
    }
    found.add(path)
    const place = places.get(path)
    if (place !== undefined && raw.sameType(place, tensor)) continue
    const [argument, expected] = [path === '' ? 'state.params' : `state.params.${path}`, printType(tensor)]
    fail('averaged', { argument, expected, received: place === undefined ? undefined : typeInWords(place) })
  }
  return { ...state, params: averages.reduce<unknown>(tree.merged, state.params) }
}
