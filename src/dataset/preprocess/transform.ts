/**
 * Transforms that have been fitted: plain records, which can be applied to any data of the same form and saved as JSON.
 *
 * Law: a transform that was saved and loaded gives the same bits.
 */
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as t from 'io-ts'
import { check, type Kind } from '../../shape/options.js'
import type { Float, Shape } from '../../shape/shape.js'
import { aTensor } from '../../tensor/argument.js'
import type { AnyTensor, Tensor } from '../../tensor/tensor.js'
import { change } from './feature.js'
import { finite } from './finite.js'
import { smoothed } from './smooth.js'

const whole = (low: number) => {
  const is = (u: unknown): u is number => Number.isSafeInteger(u) && (u as number) >= low
  const name = `a whole number of at least ${low}`
  return new t.Type<number, number, unknown>(name, is, (u, context) => (is(u) ? t.success(u) : t.failure(u, context)), t.identity)
}
const numbers = t.readonlyArray(finite)
const features = { features: whole(1), columns: t.readonlyArray(whole(0)) }

const Standardise = t.strict({ kind: t.literal('standardise'), ...features, mean: numbers, deviation: numbers })
const range = t.readonly(t.tuple([finite, finite]))
const MinMax = t.strict({ kind: t.literal('minMax'), ...features, low: numbers, high: numbers, to: range })
const Impute = t.strict({ kind: t.literal('impute'), ...features, value: numbers })
const Clip = t.strict({ kind: t.literal('clip'), ...features, low: numbers, high: numbers })
const average = t.keyof({ mean: null, median: null })
const Smooth = t.strict({ kind: t.literal('smooth'), by: average, window: whole(1), axis: t.Integer })
const AnyStep = t.union([Standardise, MinMax, Impute, Clip, Smooth])

/** One fitted step. For each of its `columns`, one entry of each statistic. */
export type Step = t.TypeOf<typeof AnyStep>

/** Fitted steps in the order in which they apply. */
export type Transform = readonly Step[]

const statistics = (step: Step): readonly (readonly number[])[] =>
  step.kind === 'standardise' ? [step.mean, step.deviation]
  : step.kind === 'minMax' || step.kind === 'clip' ? [step.low, step.high]
  : step.kind === 'impute' ? [step.value]
  : []

/** What the types of its fields can't say of a step. */
const isWhole = (step: Step): boolean =>
  step.kind === 'smooth'
    ? step.window % 2 === 1
    : statistics(step).every((s) => s.length === step.columns.length)
      && step.columns.every((c, i) => c < step.features && step.columns.indexOf(c) === i)
      && (step.kind !== 'standardise' || step.deviation.every((d) => d > 0))
      && ((step.kind !== 'minMax' && step.kind !== 'clip') || step.low.every((low, i) => low <= (step.high[i] as number)))

const validate: t.Validate<unknown, Step> = (u, context) => {
  const fits = (step: Step): t.Validation<Step> =>
    isWhole(step) ? t.success(step) : t.failure(u, context, 'statistics that fit the columns expected')
  return pipe(AnyStep.validate(u, context), E.chain(fits))
}

const step: t.Type<Step, unknown, unknown> =
  new t.Type('a fitted step', (u): u is Step => AnyStep.is(u) && isWhole(u), validate, AnyStep.encode)

/**
 * The codec of transforms: `codec.encode` gives JSON, `codec.decode` takes what came from outside.
 *
 * @example
 * const transform = fit([minMax()])(t.of([2, 1], [1, 3]))
 * codec.decode(JSON.parse(JSON.stringify(codec.encode(transform)))) // Right
 */
export const codec: t.Type<Transform, unknown, unknown> = t.readonlyArray(step, 'a transform')

const applyStep = (x: AnyTensor, s: Step): AnyTensor => {
  const at = (of: readonly number[], i: number): number => of[i] as number
  switch (s.kind) {
    case 'standardise':
      return change('preprocess.standardise', x, s, (value, i) => (value - at(s.mean, i)) / at(s.deviation, i))
    case 'minMax': {
      const [low, high] = s.to
      // A feature that never varied has no range: its value goes to the lower end.
      const range = (i: number): number => at(s.high, i) - at(s.low, i) || 1
      return change('preprocess.minMax', x, s, (value, i) => low + ((value - at(s.low, i)) / range(i)) * (high - low))
    }
    case 'impute':
      return change('preprocess.impute', x, s, (value, i) => (Number.isNaN(value) ? at(s.value, i) : value))
    case 'clip':
      return change('preprocess.clipOutliers', x, s, (value, i) => Math.min(Math.max(value, at(s.low, i)), at(s.high, i)))
    case 'smooth':
      return smoothed(x, s)
  }
}

const aTransform: Kind = { expected: 'a transform, as preprocess.fit makes it', holds: codec.is }

/**
 * The inputs [examples, ...] transformed; missing values (NaN) stay missing, except that `impute` fills them. Other features
 * than the transform was fitted to are an error.
 *
 * @example
 * const train = dataset.of({ inputs: t.of([2, 1], [1, 3]), targets: t.zeros([2], 'i32') })
 * pipe(train, dataset.mapInputs(apply(fit([standardise()])(train.inputs)))).inputs // [[-1], [1]]
 */
export const apply = (transform: Transform) => <S extends Shape, F extends Float>(x: Tensor<S, F>): Tensor<S, F> => {
  check('preprocess.apply', { transform, x }, { transform: aTransform, x: aTensor })
  return transform.reduce<AnyTensor>(applyStep, x) as Tensor<S, F>
}
