/** Smaller steps when the loss stops falling. */
import { add, and, convert, div, eq, le, like, lt, max, mul, not, or, select, sub, type Scalar } from '../program/scalar.js'
import type { AnyTensor, Tensor } from '../tensor/tensor.js'
import * as tree from '../tensor/tree.js'
import { cast } from '../tensor/unary.js'
import * as raw from '../tensor/untyped.js'
import { none, type Count } from './count.js'
import { checkOptions, oneOf } from '../shape/options.js'
import { count, fraction, nonNegative, positiveCount, share } from './hyperparameter.js'
import { leafwise } from './leafwise.js'
import type { AnyOptimizer, Optimizer, OptimizerOf, OptimizerRule } from './optimizer.js'

/** A number that an optimizer keeps, in f64. */
export type Real = Tensor<readonly [], 'f64'>

/** What `reduceOnPlateau` remembers. */
export interface PlateauState {
  /** What updates are multiplied with. */
  readonly scale: Real
  /** The least loss so far. */
  readonly best: Real
  /** How many losses in a row were no better. */
  readonly waited: Count
  /** How many losses more are not waited for. */
  readonly cooling: Count
  /** The sum of the losses that the next one to be looked at is the mean of, and how many they are. */
  readonly sum: Real
  readonly summed: Count
}

/** `PlateauState`, whatever the parameters. */
export interface PlateauRule extends OptimizerRule {
  readonly state: PlateauState
}

/** What `reduceOnPlateau` remembers that watches reported values. */
export interface ReportedPlateauState extends PlateauState {
  /** The value that the next update looks at, and whether there is one: 1 or 0. */
  readonly reported: Real
  readonly pending: Count
}

/** `ReportedPlateauState`, whatever the parameters. */
export interface ReportedPlateauRule extends OptimizerRule {
  readonly state: ReportedPlateauState
}

/** What a plateau is, and what is done about it. */
export interface PlateauOptions {
  /** What is watched: the loss of each step, by default, or the values that `reportValue` is given. */
  readonly watch?: 'loss' | 'reported'
  /** What the scale is multiplied with on a plateau; 0.1 by default. */
  readonly factor?: number
  /** How many losses in a row that are no better make a plateau; 10 by default. */
  readonly patience?: number
  /** A loss is better below (1 - relative)·best - absolute; 1e-4 and 0 by default. */
  readonly relative?: number
  readonly absolute?: number
  /** How many losses are not waited for after a reduction; 0 by default. */
  readonly cooldown?: number
  /** How many losses are averaged to one that is looked at; 1 by default. */
  readonly every?: number
  /** The least scale; 0 by default. */
  readonly least?: number
}

const ranges = {
  watch: oneOf('loss', 'reported'), factor: share, patience: positiveCount, relative: fraction, absolute: nonNegative,
  cooldown: count, every: positiveCount, least: nonNegative,
}

/** What the rule knows after a loss, as expressions. */
interface Seen {
  readonly scale: Scalar
  readonly best: Scalar
  readonly waited: Scalar
  readonly cooling: Scalar
  /** The losses since the last look, this one included: their sum, how many, and their mean. */
  readonly total: Scalar
  readonly many: Scalar
  readonly mean: Scalar
  /** Whether there are enough to look at. */
  readonly looked: Scalar
  readonly better: Scalar
  readonly rests: Scalar
  /** Losses in a row that were no better, this one included. */
  readonly longer: Scalar
  /** A plateau. */
  readonly reached: Scalar
}

const one = (x: Scalar): Scalar => like(x, 1)
const zero = (x: Scalar): Scalar => like(x, 0)

type Looking = Required<Pick<PlateauOptions, 'patience' | 'relative' | 'absolute' | 'every'>>
type Before = Readonly<Record<keyof PlateauState, Scalar>>

const seen = (loss: Scalar, before: Before, { patience, relative, absolute, every }: Looking): Seen => {
  const { scale, best, waited, cooling, sum, summed } = before
  const total = add(sum, loss)
  const many = add(summed, one(summed))
  const mean = div(total, convert(many, 'f64'))
  const looked = le(like(many, every), many)
  const better = and(looked, lt(mean, sub(mul(like(best, 1 - relative), best), like(best, absolute))))
  const rests = lt(zero(cooling), cooling)
  const longer = add(waited, one(waited))
  const reached = and(and(looked, not(better)), and(not(rests), le(like(longer, patience), longer)))
  return { scale, best, waited, cooling, total, many, mean, looked, better, rests, longer, reached }
}

const times = leafwise(mul)
const ifPending = raw.elementwise((pending, now, then) => select(eq(pending, zero(pending)), then, now))

/** Parts that watch the loss, or what is reported. */
export interface ReduceOnPlateau {
  (options?: PlateauOptions & { readonly watch?: 'loss' }): Optimizer<PlateauRule>
  (options: PlateauOptions & { readonly watch: 'reported' }): Optimizer<ReportedPlateauRule>
}

/**
 * Updates times a scale, 1 at first, which falls by `factor` when `patience` losses in a row were no better than the best
 * before them: a learning rate that is reduced on plateaus. A NaN is no better. With `watch: 'reported'` the values that
 * `reportValue` gives stand in the place of losses, such as one of validation after each epoch.
 *
 * @example
 * chain(adam({ learningRate: 1e-3 }), reduceOnPlateau({ factor: 0.5, patience: 200, every: 20 }))
 */
// @__NO_SIDE_EFFECTS__
export const reduceOnPlateau = ((options: PlateauOptions = {}): AnyOptimizer => {
  const { watch = 'loss', factor = 0.1, patience = 10, relative = 1e-4, absolute = 0, cooldown = 0, every = 1, least = 0 } =
    checkOptions<PlateauOptions>('reduceOnPlateau', options, ranges)

  const next = (f: (after: Seen) => Scalar) => {
    const over = raw.elementwise((loss, scale, best, waited, cooling, sum, summed) =>
      f(seen(loss, { scale, best, waited, cooling, sum, summed }, { patience, relative, absolute, every })))
    return (s: PlateauState, loss: Real): AnyTensor => over(loss, s.scale, s.best, s.waited, s.cooling, s.sum, s.summed)
  }
  const scaled = next(({ scale, reached }) => select(reached, max(mul(scale, like(scale, factor)), like(scale, least)), scale))
  const best = next((after) => select(after.better, after.mean, after.best))
  const waited = next(({ looked, better, rests, reached, longer, waited }) =>
    select(looked, select(or(or(better, rests), reached), zero(waited), longer), waited))
  const cooling = next(({ looked, rests, reached, cooling }) =>
    select(and(looked, rests), sub(cooling, one(cooling)), select(reached, like(cooling, cooldown), cooling)))
  const sum = next(({ looked, total }) => select(looked, zero(total), total))
  const summed = next(({ looked, many }) => select(looked, zero(many), many))
  const real = (x: number): Real => raw.scalar(x, 'f64') as Real
  const first: PlateauState =
    { scale: real(1), best: real(Infinity), waited: none(), cooling: none(), sum: real(0), summed: none() }
  const after = (state: PlateauState, loss: Real): Readonly<Record<keyof PlateauState, AnyTensor>> => ({
    scale: scaled(state, loss),
    best: best(state, loss),
    waited: waited(state, loss),
    cooling: cooling(state, loss),
    sum: sum(state, loss),
    summed: summed(state, loss),
  })
  const scaleOf = (_before: unknown, { scale }: PlateauState): Real => scale
  const byLoss: OptimizerOf<unknown, PlateauState> = {
    rate: scaleOf,
    init: () => first,
    update: (updates, state, _params, moment) => {
      const known = after(state, cast('f64')(moment.loss) as Real) as PlateauState
      return [times([updates], [known.scale]), known]
    },
  }
  if (watch === 'loss') return byLoss
  const byReport: OptimizerOf<unknown, ReportedPlateauState> = {
    rate: scaleOf,
    init: () => ({ ...first, reported: real(NaN), pending: none() }),
    update: (updates, { reported, pending, ...before }) => {
      const known = tree.zip((now, then) => ifPending(pending, now!, then!), after(before, reported) as PlateauState, before)
      return [times([updates], [known.scale]), { ...known, reported: real(NaN), pending: none() }]
    },
  }
  return byReport
}) as unknown as ReduceOnPlateau
