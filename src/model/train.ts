/** Training a model: from examples, which are raw cases with targets, to a model and how well it does. */
import * as E from 'fp-ts/lib/Either.js'
import type * as TE from 'fp-ts/lib/TaskEither.js'
import { wrong } from '../checkpoint/safetensors.js'
import { read } from '../checkpoint/stored.js'
import { print } from '../program/print.js'
import { digest } from '../receipt/digest.js'
import { programDigest } from '../receipt/program.js'
import type { Engine } from '../receipt/engine.js'
import { of as receiptOf, type Receipt } from '../receipt/receipt.js'
import { network as networkFacts } from '../run/facts.js'
import type { Result } from '../run/result.js'
import { TenfoldError } from '../shape/error.js'
import { aList, check } from '../shape/options.js'
import { callSite } from '../shape/site.js'
import { histogramsOf } from '../trainer/histogram.js'
import { all, earlyStopping, gradients, progress, type Best, type Moment, type Observer } from '../trainer/observer.js'
import { stepOf } from '../trainer/recorded.js'
import { resume, type Resumed } from '../trainer/resume.js'
import { checkpoint as saveTraining } from '../trainer/saving.js'
import { courseOf, type AnyState, type Course } from './course.js'
import type { Definition, LabeledBy } from './define.js'
import { resultOf } from './evaluate.js'
import type { Input } from './input.js'
import { picked } from './labeled.js'
import type { Model } from './model.js'
import { settled, type Settled, type TrainOptions } from './options.js'
import type { Output } from './output.js'
import { parted, type Parted } from './parted.js'
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
  /** What the training was and what came of it: `settings` are its configuration, and `final` is the digest of the parameters kept. */
  readonly receipt: Receipt
  /** What the observer has seen, where there is one. */
  readonly seen?: unknown
}

export type AnyObserver = Observer<AnyState, any>

/** How the steps of a training have ended. */
interface Taken {
  readonly state: AnyState
  readonly seen: Readonly<Record<string, unknown>>
  readonly stopped?: string
  /** The engine that took them, if it was no backend. */
  readonly engine?: Engine
}

/** Takes the steps of a training from a state on, with an observer that reads states after whole epochs. */
export type TakeSteps = (course: Course, from: Resumed<AnyState, AnyObserver>, options: Settled) => Promise<Taken>

/** What decides what is learned, beside the data and the network. */
const settingsOf = ({ seed, epochs, learningRate, weightDecay, patience, test, validation }: Settled, { batchSize }: Course) =>
  ({ seed, epochs, batchSize, learningRate, weightDecay, patience, test, validation })

/** Histograms of a training, at most. */
const pictures = 60

/** Epochs from one picture of the parameters to the next, in steps. */
const pictureEvery = ({ epochs }: Settled, { perEpoch }: Course): number => perEpoch * Math.ceil(epochs / pictures)

/** Gives each step to who listens, and now and then histograms of its parameters and their gradients; the last moment is kept for the end. */
const recording = (options: Settled, course: Course) => {
  const { record } = options
  const every = pictureEvery(options, course)
  const isPictured = (step: number): boolean => record !== undefined && step % every === 0
  let last: Moment<AnyState> | undefined
  const recorded: AnyObserver = {
    ...progress<AnyState>((moment) => {
      last = moment
      record?.(stepOf(moment))
      if (isPictured(moment.step)) record?.(histogramsOf(moment.step, moment.state().params, moment))
    }),
    looks: isPictured,
  }
  return { recorded, seconds: () => last?.seconds }
}

/** Which training it is: one of these examples and settings, whose steps are the program of this digest. */
const identityOf = ({ input, output }: Definition, course: Course, options: Settled, step: string): string => {
  const { epochs: _, patience: __, ...others } = settingsOf(options, course)
  const { inputs, targets } = course.data
  return JSON.stringify([digest({ inputs, targets }), input.schema, output.schema, step, others])
}

/** The state to begin with, and the observer: those of a training that was saved, where it is to go on. */
const begin = async (
  { checkpoint }: Settled, { learner, start }: Course, identity: string, observer: AnyObserver,
): Promise<E.Either<TenfoldError, Resumed<AnyState, AnyObserver>>> => {
  if (checkpoint?.resume !== true) return E.right({ state: start, observer })
  const { file } = checkpoint
  const found = await read(file)()
  if (E.isRight(found) && found.right.metadata.get('training') !== identity) {
    const [expected, received] = ['a training of these examples, settings and network', 'one of others']
    return E.left(wrong('model.train', file, { place: '', expected, received }))
  }
  return resume<AnyState>(file, learner.codec, { start: () => start })(observer)()
}

/** Takes the steps by the backend. */
const here: TakeSteps = (course, { state, observer }, options) => {
  const { record, measures = [], yieldEvery, signal } = options
  const pictured = record === undefined ? [] : [gradients({ every: pictureEvery(options, course) })]
  return course.learner.observe(observer, { measures: [...pictured, ...measures] })
    .foldAsync(state, course.steps.from(state.step), { yieldEvery, signal })
}

/** Trains on some examples, of which all parts are known. */
const trainedOn = async (
  definition: Definition, given: Parted, options: Settled, take: TakeSteps,
): Promise<E.Either<TenfoldError, Trained>> => {
  const { record, observer, patience, checkpoint } = options
  const { examples, parts } = given
  const course = courseOf(definition, given, options)
  const { learner, start, steps, perEpoch, data, validate, modelOf } = course
  const { recorded, seconds } = recording(options, course)
  const measureOf = (figures: NonNullable<typeof validate>) => (state: AnyState): number => {
    const values = figures(state)
    record?.({ event: 'validation', step: state.step, values })
    return values['loss'] as number
  }
  const [batch] = steps
  const [settings, program] = [settingsOf(options, course), learner.program(start, batch, { simplified: false })]
  const step = programDigest(program)
  const identity = checkpoint === undefined ? '' : identityOf(definition, course, options, step)
  const observers: Readonly<Record<string, AnyObserver>> = {
    // There even where nobody listens, as a training that is gone on with has the observers that it had.
    recorded,
    ...(validate === undefined ? {} : { best: earlyStopping<AnyState>({ every: perEpoch, patience, measure: measureOf(validate) }) }),
    ...(observer === undefined ? {} : { observer }),
    ...(checkpoint === undefined ? {} : {
      saved: saveTraining<AnyState>({
        every: checkpoint.every ?? perEpoch, file: checkpoint.file, codec: learner.codec, metadata: { training: identity },
      }),
    }),
  }
  const begun = await begin(options, course, identity, all(observers))
  if (E.isLeft(begun)) return begun
  const from = begun.right
  record?.({
    event: 'start', step: from.state.step, steps: steps.length, title: definition.output.name,
    data: { examples: examples.targets.length, training: parts.training.length, validation: parts.validation.length, 'held back': parts.test.length },
    settings, network: networkFacts(definition.network), program: print(program),
  })
  const { state, seen, stopped, engine } = await take(course, from, options)
  const best = seen['best'] as Best<AnyState> | undefined
  // What has not been validated yet is no worse a choice than nothing.
  const kept = best === undefined || best.step === 0 ? state : best.state
  const time = seconds()
  record?.({
    event: 'end', step: state.step, kept: kept.step, ...(time === undefined ? {} : { seconds: time }), ...(stopped === undefined ? {} : { stopped }),
  })

  const model = modelOf(kept)
  const [part, rows] = parts.test.length > 0 ? ['held back', parts.test] as const : ['validation', parts.validation] as const
  const result = rows.length === 0 ? undefined : resultOf(model, picked(examples, rows), { part }, rows)
  if (result !== undefined) record?.({ event: 'result', ...result })
  const receipt = receiptOf({
    ...(engine === undefined ? {} : { engine }), configuration: settings, data: digest(data as never),
    initial: digest(start.params), program: step, steps: state.step, final: digest(model.params as never),
  })
  record?.({ event: 'receipt', receipt: receipt as never })
  return E.right({
    model,
    ...(result === undefined ? {} : { result }),
    parts,
    steps: state.step,
    epochs: Math.ceil(state.step / perEpoch),
    kept: { step: kept.step, epoch: Math.ceil(kept.step / perEpoch) },
    ...(stopped === undefined ? {} : { stopped }),
    receipt,
    ...(observer === undefined ? {} : { seen: seen['observer'] }),
  })
}

/** Trains models by `take`; `operation` is for messages. */
// @__NO_SIDE_EFFECTS__
export const trainBy = (operation: string, take: TakeSteps) => <I extends Input, O extends Output, P>(
  definition: Definition<I, O, P>, options: TrainOptions = {},
) => {
  const given = settled(operation, definition, options)
  return (
    examples: readonly LabeledBy<I, O>[],
  ): TE.TaskEither<TenfoldError, Trained<I, O, P>> => {
    check(operation, { examples }, { examples: aList })
    const at = callSite()
    const general = definition as unknown as Definition
    return async () => {
      const found = parted(operation, general, examples, given, at)
      if (E.isLeft(found)) return found
      try {
        return await trainedOn(general, found.right, given, take) as unknown as E.Either<TenfoldError, Trained<I, O, P>>
      } catch (error) {
        if (error instanceof TenfoldError) return E.left(error)
        throw error
      }
    }
  }
}

/**
 * Trains the model of a definition on examples: raw cases with their targets, as records. A part is held back (`test`); of the rest
 * a share chooses the epoch whose parameters are kept (`validation`), and training ends when no better one comes (`patience`). All
 * parts have the same share of each class. The event loop turns now and then, and a signal ends the training early. What prepares the
 * numbers and scales the targets is fitted to what is learned from alone.
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
export const train = /* @__PURE__ */ trainBy('model.train', here)
