/** Training a model: from examples, which are raw cases with targets, to a model and how well it does. */
import * as E from 'fp-ts/lib/Either.js'
import type * as TE from 'fp-ts/lib/TaskEither.js'
import type { Backend } from '../backend/backend.js'
import { wrong } from '../checkpoint/safetensors.js'
import { read } from '../checkpoint/stored.js'
import { batches } from '../dataset/batches.js'
import { dataset } from '../dataset/dataset.js'
import { sparseSoftmaxCrossEntropy } from '../loss/crossEntropy.js'
import { sigmoidBinaryCrossEntropy, squaredError } from '../loss/elementwise.js'
import type { AnyLoss } from '../loss/loss.js'
import { accuracy } from '../metric/accuracy.js'
import { loss as lossMetric } from '../metric/metric.js'
import { r2 } from '../metric/regression.js'
import type { StopSignal } from '../jit/turns.js'
import type { AnyNet } from '../network/named.js'
import { adamw } from '../optimizer/adam.js'
import { print } from '../program/print.js'
import { foldIn, key as keyOf } from '../random/key.js'
import { digest } from '../receipt/digest.js'
import { sha256 } from '../receipt/sha256.js'
import type { RunEvent } from '../run/event.js'
import { network as networkFacts } from '../run/facts.js'
import type { Result } from '../run/result.js'
import { TenfoldError } from '../shape/error.js'
import { aBoolean, aFunction, aList, aNumber, aRecord, aShare, aString, check, checkOptions, type Kind } from '../shape/options.js'
import { callSite } from '../shape/site.js'
import { toUtf8 } from '../shape/utf8.js'
import { all, earlyStopping, progress, type Best, type Measure, type Moment, type Observer } from '../trainer/observer.js'
import { resume, type Resumed } from '../trainer/resume.js'
import { checkpoint as saveTraining } from '../trainer/saving.js'
import type { State } from '../trainer/state.js'
import { trainer } from '../trainer/trainer.js'
import { aDefinition, type Definition, type LabeledBy } from './define.js'
import { resultOf } from './evaluate.js'
import { fitPreparation, fitScaling } from './fit.js'
import type { Input } from './input.js'
import { columnsOf, labeled, picked, type Labeled } from './labeled.js'
import { fitLinear } from './linear.js'
import { modelOf, type Fitted, type Model } from './model.js'
import type { Output } from './output.js'
import { partsOf, type ModelParts } from './parts.js'
import { misfit } from './wrong.js'

/** Where a training is saved while it runs. */
export interface TrainCheckpoint {
  /** The file, whose last state takes the place of the one before; at the end, aborted or not, it has the last one. */
  readonly file: string
  /** Every n-th step, or after so many seconds by the clock of `observe.time`; once an epoch by default. */
  readonly every?: number | { readonly seconds: number }
  /**
   * Goes on from the file, if it is there: the result is that of a training that never stopped, to the bit. A file of other examples,
   * another seed, network or other settings, but for `epochs` and `patience`, is a `Left`.
   */
  readonly resume?: boolean
}

/** How a model is trained; what is not said has a value that does well on small tables. */
export interface TrainOptions {
  /** What all chance is drawn from, a whole number, 0 by default: the same seed, examples and options are the same model, to the bit. */
  readonly seed?: number
  /** How often the training part is seen at most, 300 by default. */
  readonly epochs?: number
  /** Examples in a step: by default 32, and 128 from 10,000 examples on. */
  readonly batchSize?: number
  /** Of AdamW, 0.001 by default. */
  readonly learningRate?: number
  /** What weights shrink by at each step beside their gradient, times the learning rate: 0.01 by default. */
  readonly weightDecay?: number
  /** The share of all examples that is held back and never looked at before the end: 0.2 by default; 0 holds none back. */
  readonly test?: number
  /** The share of the others by which the epoch is chosen whose parameters are kept: 0.2 by default; with 0 the last are kept. */
  readonly validation?: number
  /** Training ends after so many epochs without a better one, 30 by default. */
  readonly patience?: number
  /** What runs the programs, `backend.wasm` by default; all backends give the same bits. */
  readonly backend?: Backend
  /** Milliseconds after which the event loop turns, 12 by default. */
  readonly yieldEvery?: number
  /** An `AbortSignal`: when it is aborted, training ends after the step that is being done, with the best parameters so far. */
  readonly signal?: StopSignal
  /** What steps are measured by beside their loss: `observe.time(clock)`, `observe.learningRate`, `observe.norms`. */
  readonly measures?: readonly Measure[]
  /** Is given what happens, event by event, as the lines of `run.jsonl` have it: `run.of` makes a run of them. */
  readonly record?: (event: RunEvent) => void
  /** Saves the training while it runs, and goes on with one that was saved. */
  readonly checkpoint?: TrainCheckpoint
  /** Sees every step of the training, and may stop it: `observe.history()`, for one. */
  readonly observer?: Observer<State<any, any>, any>
}

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

const aShareLeft: Kind = { expected: 'a number from 0 up to and without 1', holds: (x) => aShare.holds(x) && x < 1 }
const atLeastOne: Kind = { expected: 'a whole number of at least 1', holds: (x) => Number.isSafeInteger(x) && x >= 1 }
const atLeastZero: Kind = { expected: 'a finite number of at least 0', holds: (x) => aNumber.holds(x) && x >= 0 }
const aSeed: Kind = { expected: 'a whole number from 0 to 2^32 - 1', holds: (x) => Number.isInteger(x) && x >= 0 && x <= 4294967295 }

/** Fewer examples cannot be learned from, chosen by and tested on. */
const fewest = 10

/** What keeps examples from being learned from: too few of them, or targets that are all the same. */
const poor = ({ output }: Definition, { targets }: Labeled, at: string | undefined): TenfoldError | undefined => {
  if (targets.length < fewest)
    return misfit('model.train', [{ field: 'examples', expected: `at least ${fewest}`, received: targets.length }], at)
  const [first] = targets
  if (targets.some((target) => target !== first)) return undefined
  const received = output.kind === 'quantity' ? first : output.names[first as number]
  const message = `${output.name} is ${JSON.stringify(received)} in all ${targets.length} examples: there is nothing to learn`
  return new TenfoldError('model.train', { argument: output.name, expected: 'targets that differ', received, message }, at)
}

const lossOf = ({ kind }: Output): AnyLoss => (
  kind === 'classes' ? sparseSoftmaxCrossEntropy() : kind === 'truth' ? sigmoidBinaryCrossEntropy() : squaredError()
) as unknown as AnyLoss

type AnyState = State<unknown, unknown>
type Watched = { readonly state: AnyState; readonly seen: Readonly<Record<string, unknown>>; readonly stopped?: string }

/** What a training is beside its data and its network, as far as it decides what is learned. */
const settingsOf = (options: TrainOptions, batchSize: number) => {
  const { seed = 0, epochs = 300, learningRate = 1e-3, weightDecay = 0.01, patience = 30, test = 0.2, validation = 0.2 } = options
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
const trainedOn = async (
  definition: Definition, examples: Labeled, parts: ModelParts, options: TrainOptions,
): Promise<E.Either<TenfoldError, Trained>> => {
  const { seed = 0, epochs = 300, learningRate = 1e-3, weightDecay = 0.01, patience = 30, record, observer, measures } = options
  const { backend, yieldEvery, signal } = options
  const { output, network } = definition
  const [training, validation] = [parts.training, parts.validation].map((rows) => picked(examples, rows)) as [Labeled, Labeled]
  const preparation = fitPreparation(definition.input, training.values)
  const scaling = output.kind === 'quantity' ? fitScaling(training.targets) : { center: 0, scale: 1 }
  const columns = (part: Labeled) => dataset('model.train', columnsOf(definition, preparation, scaling, part))
  const learned = columns(training)
  // Tokens are names, and no quantities.
  const linear = definition.input.dtype === 'i32' ? undefined : fitLinear(learned.inputs as never, training.targets, output.shape[0] as number, output.kind === 'classes')
  const counts = output.names.map((_, place) => training.targets.filter((target) => target === place).length)
  const fitted: Fitted = { preparation, scaling, counts, ...(linear === undefined ? {} : { linear }) }

  // Loss, network and optimizer fit one another by construction, which types of any network cannot tell.
  const { init, observe, evaluate, program, codec } = trainer(network as AnyNet, backend === undefined ? {} : { backend })(
    { loss: lossOf(output), optimizer: adamw({ learningRate, weightDecay }) } as never) as any
  const key = keyOf(seed)
  const { batchSize = learned.size < 10_000 ? 32 : 128 } = options
  const steps = batches({ size: batchSize, epochs, shuffle: foldIn(key, 2) })(learned)
  const perEpoch = steps.length / epochs
  const first: AnyState = init(foldIn(key, 1))
  const checked = validation.targets.length === 0 ? undefined : columns(validation)
  const score = output.kind === 'quantity' ? { r2 } : { accuracy }
  const measure = (state: AnyState): number => {
    const values: Readonly<Record<string, number>> = evaluate(state, checked, { loss: lossMetric, ...score })
    record?.({ event: 'validation', step: state.step, values })
    return values['loss'] as number
  }
  /** Which training it is: one of these examples and settings, whose steps are this program. */
  const identity = (): string => {
    const { epochs: _, patience: __, ...others } = settingsOf(options, batchSize)
    const { inputs, targets } = learned
    const { input, output } = definition
    const [batch] = steps
    const step = sha256([toUtf8(print(program(first, batch)))])
    return JSON.stringify([digest({ inputs, targets }), input.schema, output.schema, step, others])
  }
  const saving = (file: string, every: number | { readonly seconds: number }): Observer<AnyState, any> =>
    saveTraining<AnyState>({ every, file, codec, metadata: { training: identity() } })
  /** The state to begin with, and the observer: those of a training that was saved, where it is to go on. */
  const begin = async (whole: Observer<AnyState, any>): Promise<E.Either<TenfoldError, Resumed<AnyState, Observer<AnyState, any>>>> => {
    if (options.checkpoint?.resume !== true) return E.right({ state: first, observer: whole })
    const { file } = options.checkpoint
    const found = await read(file)()
    if (E.isRight(found) && found.right.metadata.get('training') !== identity()) {
      const [expected, received] = ['a training of these examples, settings and network', 'one of others']
      return E.left(wrong('model.train', file, { place: '', expected, received }))
    }
    return resume<AnyState>(file, codec, { start: () => first })(whole)()
  }
  const observers: Readonly<Record<string, Observer<AnyState, any>>> = {
    // There even where nobody listens, as a training that is gone on with has the observers that it had.
    recorded: progress<AnyState>((moment) => record?.(stepOf(moment))),
    ...(checked === undefined ? {} : { best: earlyStopping<AnyState>({ every: perEpoch, patience, measure }) }),
    ...(observer === undefined ? {} : { observer }),
    ...(options.checkpoint === undefined ? {} : { saved: saving(options.checkpoint.file, options.checkpoint.every ?? perEpoch) }),
  }
  const begun = await begin(all(observers))
  if (E.isLeft(begun)) return begun
  const from = begun.right
  const [batch] = steps
  record?.({
    event: 'start', step: from.state.step, steps: steps.length, title: output.name,
    data: { examples: examples.targets.length, training: parts.training.length, validation: parts.validation.length, 'held back': parts.test.length },
    settings: settingsOf(options, batchSize), network: networkFacts(network), program: print(program(first, batch)),
  })
  const watched: Watched = await observe(from.observer, measures === undefined ? {} : { measures })
    .foldAsync(from.state, steps.from(from.state.step), { yieldEvery, signal })
  const { state, seen, stopped } = watched
  const best = seen['best'] as Best<AnyState> | undefined
  // What has not been validated yet is no worse a choice than nothing.
  const kept = best === undefined || best.step === 0 ? state : best.state
  record?.({ event: 'end', step: state.step, kept: kept.step, ...(stopped === undefined ? {} : { stopped }) })

  const model = modelOf(definition, fitted, kept.params, backend)
  const [part, rows] = parts.test.length > 0 ? ['held back', parts.test] as const : ['validation', parts.validation] as const
  const result = rows.length === 0 ? undefined : resultOf(model, picked(examples, rows), { part }, rows)
  if (result !== undefined) record?.({ event: 'result', ...result })
  return E.right({
    model,
    ...(result === undefined ? {} : { result }),
    parts,
    steps: state.step,
    epochs: Math.ceil(state.step / perEpoch),
    kept: { step: kept.step, epoch: Math.ceil(kept.step / perEpoch) },
    ...(stopped === undefined ? {} : { stopped }),
    ...(observer === undefined ? {} : { seen: seen['observer'] }),
  })
}

/**
 * Trains the model of a definition on examples: raw cases with their targets, as records. A part is held back (`test`); of the rest
 * a share chooses the epoch whose parameters are kept (`validation`), and training ends when no better one comes (`patience`). All
 * parts have the same share of each class. The event loop turns now and then, and a signal ends the training early. What prepares the numbers and scales the targets is fitted to what is learned from alone.
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
  check('model.train', { definition }, { definition: aDefinition })
  const given = checkOptions<TrainOptions>('model.train', options, {
    seed: aSeed, epochs: atLeastOne, batchSize: atLeastOne, learningRate: atLeastZero, weightDecay: atLeastZero,
    test: aShareLeft, validation: aShareLeft, patience: atLeastOne, backend: true, observer: true, yieldEvery: true, signal: true,
    measures: true, record: aFunction, checkpoint: aRecord,
  })
  if (given.checkpoint !== undefined) {
    checkOptions<TrainCheckpoint>('model.train', given.checkpoint, { file: true, every: true, resume: aBoolean }, 'checkpoint')
    check('model.train', { 'checkpoint.file': given.checkpoint.file }, { 'checkpoint.file': aString })
  }
  return (
    examples: readonly LabeledBy<I, O>[],
  ): TE.TaskEither<TenfoldError, Trained<I, O, P>> => {
    check('model.train', { examples }, { examples: aList })
    const at = callSite()
    const { test = 0.2, validation = 0.2, seed = 0 } = given
    const general = definition as unknown as Definition
    return async () => {
      const taken = labeled('model.train', general, examples, at)
      if (E.isLeft(taken)) return taken
      const fault = poor(general, taken.right, at)
      if (fault !== undefined) return E.left(fault)
      const { targets } = taken.right
      const classOf = general.output.kind === 'quantity' ? undefined : (i: number) => targets[i] as number
      const parts = partsOf(targets.length, classOf, { test, validation }, foldIn(keyOf(seed), 0))
      try {
        return await trainedOn(general, taken.right, parts, given) as unknown as E.Either<TenfoldError, Trained<I, O, P>>
      } catch (error) {
        if (error instanceof TenfoldError) return E.left(error)
        throw error
      }
    }
  }
}
