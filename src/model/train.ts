/** Training a model: from examples, which are raw cases with targets, to a model and how well it does. */
import * as E from 'fp-ts/lib/Either.js'
import type { Json } from 'fp-ts/lib/Json.js'
import type * as TE from 'fp-ts/lib/TaskEither.js'
import { print } from '../program/print.js'
import type { RunEvent } from '../run/event.js'
import { network as networkFacts } from '../run/facts.js'
import type { Result } from '../run/result.js'
import { TenfoldError } from '../shape/error.js'
import { callSite } from '../shape/site.js'
import { all, progress, type Best, type Moment, type Observer } from '../trainer/observer.js'
import { courseOf, type AnyState } from './course.js'
import type { Definition, LabeledBy } from './define.js'
import { resultOf } from './evaluate.js'
import type { Input } from './input.js'
import { picked } from './labeled.js'
import type { Model } from './model.js'
import { checkTrainOptions, expectExamples, parted, settled, type Parted, type TrainOptions } from './options.js'
import type { Output } from './output.js'
import type { ModelParts } from './parts.js'

/** A trained model, and how it became one. */
export interface Trained<I extends Input = Input, O extends Output = Output, P = any> {
  readonly model: Model<I, O, P>
  /** How well the part is predicted that was held back; else the part by which the epoch was chosen; absent where there is neither. */
  readonly result?: Result
  /** The numbers of the examples in each part. */
  readonly parts: ModelParts
  /** Steps and epochs done. */
  readonly steps: number
  readonly epochs: number
  /** The step and the epoch after which the parameters were as they are in the model. */
  readonly kept: { readonly step: number; readonly epoch: number }
  /** Why the training ended before its epochs did. */
  readonly stopped?: string
  /** What the observer has seen, where there is one. */
  readonly seen?: unknown
}

interface Watched {
  readonly state: AnyState
  readonly seen: { readonly best?: Best<AnyState>; readonly observer?: unknown }
  readonly stopped?: string
}

/** What a training is beside its data and its network, as far as it decides what is learned. */
const settingsOf = (options: TrainOptions, batchSize: number): Json => {
  const { seed, epochs, learningRate, weightDecay, patience, test, validation } = settled(options)
  return { seed, epochs, batchSize, learningRate, weightDecay, patience, test, validation }
}

/** A step as an event. */
const stepOf = ({ step, loss, examples, seconds, learningRate, norms }: Moment<AnyState>): RunEvent => ({
  event: 'step', step, loss, examples,
  ...(seconds === undefined ? {} : { seconds }),
  ...(learningRate === undefined ? {} : { learningRate }),
  ...(norms === undefined ? {} : { gradientNorm: norms.gradient.all, updateNorm: norms.update.all }),
})

/** Trains on some examples, of which all parts are known. */
const trainedOn = async (definition: Definition, { read, parts }: Parted, options: TrainOptions): Promise<Trained> => {
  const { record, observer, measures, yieldEvery, signal } = options
  const { learner, start, batches, batchSize, stepsPerEpoch, best: keeping, validate, modelOf } = courseOf(definition, read, parts, options)
  const [batch] = batches
  record?.({
    event: 'start', step: 0, steps: batches.length, title: definition.output.name,
    data: { examples: read.targets.length, training: parts.training.length, validation: parts.validation.length, 'held back': parts.test.length },
    settings: settingsOf(options, batchSize), network: networkFacts(definition.network), program: print(learner.program(start, batch)),
  })

  const observers: Readonly<Record<string, Observer<AnyState, any>>> = {
    ...(record === undefined ? {} : {
      recorded: progress<AnyState>((moment) => {
        record(stepOf(moment))
        if (validate !== undefined && moment.step % stepsPerEpoch === 0)
          record({ event: 'validation', step: moment.step, values: validate(moment.state()) })
      }),
    }),
    ...(keeping === undefined ? {} : { best: keeping }),
    ...(observer === undefined ? {} : { observer }),
  }
  const { state, seen, stopped }: Watched = await learner.observe(all(observers), measures === undefined ? {} : { measures })
    .foldAsync(start, batches, { yieldEvery, signal })
  // What has not been validated yet is no worse a choice than nothing.
  const kept = seen.best === undefined || seen.best.step === 0 ? state : seen.best.state
  record?.({ event: 'end', step: state.step, kept: kept.step, ...(stopped === undefined ? {} : { stopped }) })

  const model = modelOf(kept)
  const [part, rows] = parts.test.length > 0 ? ['held back', parts.test] as const : ['validation', parts.validation] as const
  const result = rows.length === 0 ? undefined : resultOf(model, picked(read, rows), { part }, rows)
  if (result !== undefined) record?.({ event: 'result', ...result })
  return {
    model,
    ...(result === undefined ? {} : { result }),
    parts,
    steps: state.step,
    epochs: Math.ceil(state.step / stepsPerEpoch),
    kept: { step: kept.step, epoch: Math.ceil(kept.step / stepsPerEpoch) },
    ...(stopped === undefined ? {} : { stopped }),
    ...(observer === undefined ? {} : { seen: seen.observer }),
  }
}

/**
 * Trains the model of a definition on examples: raw cases with their targets, as records. A part is held back (`test`); of the rest
 * a share chooses the epoch whose parameters are kept (`validation`), and training ends when no better one comes (`patience`). All
 * parts have the same share of each class. What prepares the numbers and scales the targets is fitted to what is learned from alone.
 * The event loop turns now and then, and a signal ends the training early.
 * Optimizer: AdamW; loss: cross-entropy of classes and truths, squared error of numbers.
 *
 * An example that does not fit the schema, fewer than 10 examples, or targets that are all the same are a `Left`; so is a training
 * whose loss is not finite. The same examples, options and seed are the same model, to the bit.
 *
 * @example
 * const rows = Array.from({ length: 40 }, (_, i) => ({ area: 30 + i, rooms: 1 + (i % 4), price: 100 + 3 * i }))
 * const flats = define({
 *   input: row({ area: table.number, rooms: table.integer }), output: quantity('price'), network: perceptron({ hidden: [8] }),
 * })
 * await pipe(rows, train(flats, { epochs: 20, seed: 1 }))() // Right
 */
export const train = <I extends Input, O extends Output, P>(definition: Definition<I, O, P>, options: TrainOptions = {}) => {
  const given = checkTrainOptions('model.train', definition, options)
  return (
    examples: readonly LabeledBy<I, O>[],
  ): TE.TaskEither<TenfoldError, Trained<I, O, P>> => {
    expectExamples('model.train', examples)
    const at = callSite()
    const general = definition as unknown as Definition
    return async () => {
      const read = parted('model.train', general, examples, given, at)
      if (E.isLeft(read)) return read
      try {
        return E.right(await trainedOn(general, read.right, given) as unknown as Trained<I, O, P>)
      } catch (error) {
        if (error instanceof TenfoldError) return E.left(error)
        throw error
      }
    }
  }
}
