/** Training a model: from examples, which are raw cases with targets, to a model and how well it does. */
import * as E from 'fp-ts/lib/Either.js'
import type * as TE from 'fp-ts/lib/TaskEither.js'
import type { Backend } from '../backend/backend.js'
import { batches } from '../dataset/batches.js'
import { dataset } from '../dataset/dataset.js'
import { sparseSoftmaxCrossEntropy } from '../loss/crossEntropy.js'
import { sigmoidBinaryCrossEntropy, squaredError } from '../loss/elementwise.js'
import type { AnyLoss } from '../loss/loss.js'
import { loss as lossMetric } from '../metric/metric.js'
import { adamw } from '../optimizer/adam.js'
import { foldIn, key as keyOf } from '../random/key.js'
import type { Result } from '../run/result.js'
import { TenfoldError } from '../shape/error.js'
import { aNumber, aShare, check, checkOptions, listOf, type Kind } from '../shape/options.js'
import { callSite } from '../shape/site.js'
import { all, earlyStopping, type Best, type Observer } from '../trainer/observer.js'
import type { State } from '../trainer/state.js'
import { trainer } from '../trainer/trainer.js'
import { aDefinition, type Definition, type LabeledBy } from './define.js'
import { resultOf } from './evaluate.js'
import { fitPreparation, fitScaling } from './fit.js'
import type { AnyNet } from './grown.js'
import type { Input } from './input.js'
import { columnsOf, labeled, picked, type Labeled } from './labeled.js'
import { fitLinear } from './linear.js'
import { modelOf, type Fitted, type Model } from './model.js'
import type { Output } from './output.js'
import { partsOf, type ModelParts } from './parts.js'
import { misfit } from './wrong.js'

/** How a model is trained; what is not said has a value that does well on small tables. */
export interface TrainOptions {
  /** What all chance is drawn from, a whole number, 0 by default: the same seed, examples and options are the same model, to the bit. */
  readonly seed?: number
  /** How often the training part is seen at most, 300 by default. */
  readonly epochs?: number
  /** Examples in a step: by default 32, and 128 from 10,000 examples on. */
  readonly batchSize?: number
  /** Of Adam, 0.003 by default. */
  readonly learningRate?: number
  /** What weights shrink by at each step beside their gradient, times the learning rate: 0.01 by default. */
  readonly weightDecay?: number
  /** The share of all examples that is held back and never looked at before the end: 0.2 by default; 0 holds none back. */
  readonly test?: number
  /** The share of the others by which the epoch is chosen whose parameters are kept: 0.15 by default; with 0 the last are kept. */
  readonly validation?: number
  /** Training ends after so many epochs without a better one, 30 by default. */
  readonly patience?: number
  readonly backend?: Backend
  /** Sees every step of the training, and may stop it: `observe.history()`, for one. */
  readonly observer?: Observer<State<any, any>, unknown>
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

/** Trains on some examples, of which all parts are known. */
const trainedOn = (definition: Definition, examples: Labeled, parts: ModelParts, options: TrainOptions): Trained => {
  const { seed = 0, epochs = 300, learningRate = 3e-3, weightDecay = 0.01, patience = 30, backend, observer } = options
  const { output, network } = definition
  const [training, validation] = [parts.training, parts.validation].map((rows) => picked(examples, rows)) as [Labeled, Labeled]
  const preparation = fitPreparation(definition.input, training.values)
  const scaling = output.kind === 'quantity' ? fitScaling(training.targets) : { center: 0, scale: 1 }
  const columns = (part: Labeled) => columnsOf(definition, preparation, scaling, part)
  const learned = dataset('model.train', columns(training))
  const linear = fitLinear(learned.inputs as never, training.targets, output.shape[0] as number, output.kind === 'classes')
  const counts = output.names.map((_, place) => training.targets.filter((target) => target === place).length)
  const fitted: Fitted = { preparation, scaling, counts, ...(linear === undefined ? {} : { linear }) }

  // Loss, network and optimizer fit one another by construction, which types of any network cannot tell.
  const { init, observe, evaluate } = trainer(network as AnyNet, backend === undefined ? {} : { backend })(
    { loss: lossOf(output), optimizer: adamw({ learningRate, weightDecay }) } as never) as any
  const key = keyOf(seed)
  const { batchSize = learned.size < 10_000 ? 32 : 128 } = options
  const steps = batches({ size: batchSize, epochs, shuffle: foldIn(key, 2) })(learned)
  const perEpoch = steps.length / epochs
  const checked = validation.targets.length === 0 ? undefined : dataset('model.train', columns(validation))
  const best = checked === undefined ? {} : {
    best: earlyStopping<AnyState>({
      every: perEpoch, patience, measure: (state) => evaluate(state, checked, { loss: lossMetric }).loss as number,
    }),
  }
  const watched = observe(all({ ...best, ...(observer === undefined ? {} : { observer }) } as never))
    .fold(init(foldIn(key, 1)), steps) as { readonly state: AnyState; readonly seen: Readonly<Record<string, unknown>>; readonly stopped?: string }
  const { state, seen, stopped } = watched
  const kept = (seen['best'] as Best<AnyState> | undefined)?.state ?? state

  const model = modelOf(definition, fitted, kept.params, backend)
  const [part, rows] = parts.test.length > 0 ? ['held back', parts.test] as const : ['validation', parts.validation] as const
  return {
    model,
    ...(rows.length === 0 ? {} : { result: resultOf(model, picked(examples, rows), { part }, rows) }),
    parts,
    steps: state.step,
    epochs: Math.ceil(state.step / perEpoch),
    kept: { step: kept.step, epoch: Math.ceil(kept.step / perEpoch) },
    ...(stopped === undefined ? {} : { stopped }),
    ...(observer === undefined ? {} : { seen: seen['observer'] }),
  }
}

/**
 * Trains the model of a definition on examples: raw cases with their targets, as records. A part is held back (`test`); of the rest
 * a share chooses the epoch whose parameters are kept (`validation`), and training ends when no better one comes (`patience`). All
 * parts have the same share of each class. What prepares the numbers and scales the targets is fitted to what is learned from alone.
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
    test: aShareLeft, validation: aShareLeft, patience: atLeastOne, backend: true, observer: true,
  })
  return (
    examples: readonly LabeledBy<I, O>[],
  ): TE.TaskEither<TenfoldError, Trained<I, O, P>> => {
    check('model.train', { examples }, { examples: listOf('examples', { expected: '', holds: () => true }) })
    const at = callSite()
    const { test = 0.2, validation = 0.15, seed = 0 } = given
    const general = definition as unknown as Definition
    return async () => {
      const read = labeled('model.train', general, examples, at)
      if (E.isLeft(read)) return read
      const fault = poor(general, read.right, at)
      if (fault !== undefined) return E.left(fault)
      const { targets } = read.right
      const classOf = general.output.kind === 'quantity' ? undefined : (i: number) => targets[i] as number
      const parts = partsOf(targets.length, classOf, { test, validation }, foldIn(keyOf(seed), 0))
      try {
        return E.right(trainedOn(general, read.right, parts, given) as unknown as Trained<I, O, P>)
      } catch (error) {
        if (error instanceof TenfoldError) return E.left(error)
        throw error
      }
    }
  }
}
