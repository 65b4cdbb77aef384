/** What a training is made of: what is fitted, the trainer, its batches, and how states are measured. */
import { batches, type BatchOptions, type Batches } from '../dataset/batches.js'
import { dataset, type Dataset } from '../dataset/dataset.js'
import { sparseSoftmaxCrossEntropy } from '../loss/crossEntropy.js'
import { sigmoidBinaryCrossEntropy, squaredError } from '../loss/elementwise.js'
import type { AnyLoss } from '../loss/loss.js'
import { accuracy } from '../metric/accuracy.js'
import { loss as lossMetric } from '../metric/metric.js'
import { r2 } from '../metric/regression.js'
import type { AnyNet } from '../network/named.js'
import { adamw } from '../optimizer/adam.js'
import { foldIn, key as keyOf } from '../random/key.js'
import type { State } from '../trainer/state.js'
import { trainer } from '../trainer/trainer.js'
import type { Definition } from './define.js'
import { fitPreparation, fitScaling } from './fit.js'
import { columnsOf, picked, type Labeled } from './labeled.js'
import { fitLinear } from './linear.js'
import { modelOf, type Fitted, type Model } from './model.js'
import type { Output } from './output.js'
import type { Settled } from './options.js'
import type { Parted } from './parted.js'

/** A state of a training whose network only run time knows. */
export type AnyState = State<any, any>

/** A training, before its first step. */
export interface Course {
  /** The trainer; its types are those of any network. */
  readonly learner: any
  readonly start: AnyState
  readonly steps: Batches<any, any, any, any>
  /** How they are cut from the data. */
  readonly order: BatchOptions
  readonly batchSize: number
  readonly perEpoch: number
  /** What is learned from, prepared. */
  readonly data: Dataset<any, any, any, any>
  /** Figures of a state on the validation part: its loss, and the figure that counts; absent where there is no such part. */
  readonly validate?: (state: AnyState) => Readonly<Record<string, number>>
  /** The model that a state is. */
  readonly modelOf: (state: AnyState) => Model
}

const lossOf = ({ kind }: Output): AnyLoss => (
  kind === 'classes' ? sparseSoftmaxCrossEntropy() : kind === 'truth' ? sigmoidBinaryCrossEntropy() : squaredError()
) as unknown as AnyLoss

/** The training on some examples, of which all parts are known. */
export const courseOf = (definition: Definition, { examples, parts }: Parted, options: Settled): Course => {
  const { seed, epochs, learningRate, weightDecay, backend } = options
  const { input, output, network } = definition
  const [training, validation] = [parts.training, parts.validation].map((rows) => picked(examples, rows)) as [Labeled, Labeled]
  const preparation = fitPreparation(input, training.values)
  const scaling = output.kind === 'quantity' ? fitScaling(training.targets) : { center: 0, scale: 1 }
  const columns = (part: Labeled) => dataset('model.train', columnsOf(definition, preparation, scaling, part))
  const data = columns(training)
  // Tokens are names, and no quantities.
  const linear = input.dtype === 'i32' ? undefined
    : fitLinear(data.inputs as never, training.targets, output.shape[0] as number, output.kind === 'classes')
  const counts = output.names.map((_, place) => training.targets.filter((target) => target === place).length)
  const fitted: Fitted = { preparation, scaling, counts, ...(linear === undefined ? {} : { linear }) }

  // Loss, network and optimizer fit one another by construction, which types of any network cannot tell.
  const learner = trainer(network as AnyNet, backend === undefined ? {} : { backend })(
    { loss: lossOf(output), optimizer: adamw({ learningRate, weightDecay }) } as never) as any
  const key = keyOf(seed)
  const { batchSize = data.size < 10_000 ? 32 : 128 } = options
  const order: BatchOptions = { size: batchSize, epochs, shuffle: foldIn(key, 2) }
  const steps = batches(order)(data)
  const checked = validation.targets.length === 0 ? undefined : columns(validation)
  const metrics = { loss: lossMetric, ...(output.kind === 'quantity' ? { r2 } : { accuracy }) }
  return {
    learner, start: learner.init(foldIn(key, 1)), steps, order, batchSize, perEpoch: steps.length / epochs, data: data as never,
    ...(checked === undefined ? {} : { validate: (state: AnyState) => learner.evaluate(state, checked, metrics) }),
    modelOf: (state) => modelOf(definition, fitted, state.params, backend) as Model,
  }
}
