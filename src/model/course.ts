/** The course of a training: all that `train` folds, for programs that fold it themselves, beside other work or in pieces. */
import * as E from 'fp-ts/lib/Either.js'
import type { Backend } from '../backend/backend.js'
import { batches, type Batches } from '../dataset/batches.js'
import { dataset, type Dataset } from '../dataset/dataset.js'
import { sparseSoftmaxCrossEntropy } from '../loss/crossEntropy.js'
import { sigmoidBinaryCrossEntropy, squaredError } from '../loss/elementwise.js'
import type { AnyLoss } from '../loss/loss.js'
import { accuracy } from '../metric/accuracy.js'
import { loss as lossMetric } from '../metric/metric.js'
import { r2 } from '../metric/regression.js'
import type { AnyNet } from '../network/named.js'
import { adamw } from '../optimizer/adam.js'
import type { TenfoldError } from '../shape/error.js'
import { callSite } from '../shape/site.js'
import { foldIn, key as keyOf } from '../random/key.js'
import { earlyStopping, type Best } from '../trainer/observer.js'
import type { Observer } from '../trainer/seen.js'
import type { State } from '../trainer/state.js'
import { trainer } from '../trainer/trainer.js'
import type { Definition, LabeledBy } from './define.js'
import { fitPreparation, fitScaling } from './fit.js'
import type { Input } from './input.js'
import { columnsOf, picked, type Labeled } from './labeled.js'
import { fitLinear } from './linear.js'
import { modelOf, type Fitted, type Model } from './model.js'
import type { Output } from './output.js'
import type { ModelParts } from './parts.js'
import { checkCourseOptions, expectExamples, parted, settled, type CourseOptions, type Parted } from './options.js'

/** A state of a training whose network only run time knows. */
export type AnyState = State<any, any>

/** What a training is made of. */
export interface Course {
  /** The trainer; its types are those of any network. */
  readonly learner: any
  readonly start: AnyState
  readonly batches: Batches<any, any, any, any>
  readonly batchSize: number
  readonly stepsPerEpoch: number
  /** What is learned from, prepared. */
  readonly data: Dataset<any, any, any, any>
  /** The parts of the examples, by their numbers. */
  readonly parts: ModelParts
  /** Keeps the state that is best by the validation part, and stops when no better one comes; absent where there is no such part. */
  readonly best?: Observer<AnyState, Best<AnyState>>
  /** Figures of a state on the validation part: its loss, and the figure that counts. */
  readonly validate?: (state: AnyState) => Readonly<Record<string, number>>
  /** The model that a state is. */
  readonly modelOf: (state: AnyState) => Model
}

const lossOf = ({ kind }: Output): AnyLoss => (
  kind === 'classes' ? sparseSoftmaxCrossEntropy() : kind === 'truth' ? sigmoidBinaryCrossEntropy() : squaredError()
) as unknown as AnyLoss

/** The course on some examples, of which all parts are known. */
export const courseOf = (definition: Definition, examples: Labeled, parts: ModelParts, options: CourseOptions): Course => {
  const { seed, epochs, learningRate, weightDecay, patience, backend } = settled(options)
  const { output, network } = definition
  const [training, validation] = [parts.training, parts.validation].map((rows) => picked(examples, rows)) as [Labeled, Labeled]
  const preparation = fitPreparation(definition.input, training.values)
  const scaling = output.kind === 'quantity' ? fitScaling(training.targets) : { center: 0, scale: 1 }
  const columns = (part: Labeled) => columnsOf(definition, preparation, scaling, part)
  const data = dataset('model.train', columns(training))
  // Tokens are names, and no quantities.
  const linear = definition.input.dtype === 'i32' ? undefined : fitLinear(data.inputs as never, training.targets, output.shape[0] as number, output.kind === 'classes')
  const counts = output.names.map((_, place) => training.targets.filter((target) => target === place).length)
  const fitted: Fitted = { preparation, scaling, counts, ...(linear === undefined ? {} : { linear }) }

  // Loss, network and optimizer fit one another by construction, which types of any network cannot tell.
  const learner = trainer(network as AnyNet, backend === undefined ? {} : { backend: backend as Backend })(
    { loss: lossOf(output), optimizer: adamw({ learningRate, weightDecay }) } as never) as any
  const key = keyOf(seed)
  const { batchSize = data.size < 10_000 ? 32 : 128 } = options
  const steps = batches({ size: batchSize, epochs, shuffle: foldIn(key, 2) })(data)
  const stepsPerEpoch = steps.length / epochs
  const checked = validation.targets.length === 0 ? undefined : dataset('model.train', columns(validation))
  const metrics = { loss: lossMetric, ...(output.kind === 'quantity' ? { r2 } : { accuracy }) }
  /** The figures after the last step that was asked about: what keeps the best and what shows them ask about the same one. */
  let last: { readonly state: AnyState; readonly values: Readonly<Record<string, number>> } | undefined
  const validate = checked === undefined ? undefined : (state: AnyState): Readonly<Record<string, number>> => {
    if (last?.state !== state) last = { state, values: learner.evaluate(state, checked, metrics) }
    return last.values
  }
  return {
    learner, start: learner.init(foldIn(key, 1)), batches: steps, batchSize, stepsPerEpoch, data: data as never, parts,
    ...(validate === undefined ? {} : {
      validate, best: earlyStopping<AnyState>({ every: stepsPerEpoch, patience, measure: (state) => validate(state)['loss'] as number }),
    }),
    modelOf: (state) => modelOf(definition, fitted, state.params, backend) as Model,
  }
}

/**
 * The course of a training on examples, as `train` takes it, for programs that fold it themselves: in pieces, with observers of their
 * own, or by `foldAsync` beside other work. Folding all batches, observed by `best`, gives what `train` gives, to the bit. Examples that
 * `train` refuses are a `Left`.
 *
 * @example
 * import * as E from 'fp-ts/lib/Either.js'
 * const rows = Array.from({ length: 40 }, (_, i) => ({ area: 30 + i, rooms: 1 + (i % 4), price: 100 + 3 * i }))
 * const flats = define({
 *   input: row({ area: table.number, rooms: table.integer }), output: quantity('price'), network: perceptron({ hidden: [8] }),
 * })
 * const { learner, start, batches, stepsPerEpoch, modelOf } = E.getOrElse((error): any => { throw error })(course(flats, { epochs: 4 })(rows))
 * stepsPerEpoch // 1
 * const end = await learner.foldAsync(start, batches, { yieldEvery: 12 })
 * modelOf(end).predict({ area: 40, rooms: 2 }) // Right
 */
export const course = <I extends Input, O extends Output, P>(definition: Definition<I, O, P>, options: CourseOptions = {}) => {
  const given = checkCourseOptions('model.course', definition, options)
  return (examples: readonly LabeledBy<I, O>[]): E.Either<TenfoldError, Course> => {
    expectExamples('model.course', examples)
    const general = definition as unknown as Definition
    return E.map(({ read, parts }: Parted) => courseOf(general, read, parts, given))(parted('model.course', general, examples, given, callSite()))
  }
}
