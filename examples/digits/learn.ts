import { performance } from 'node:perf_hooks'
import * as E from 'fp-ts/lib/Either.js'
import type { TaskEither } from 'fp-ts/lib/TaskEither.js'
import {
  checkpoint, dataset, loss, metric, network as n, observe, optimizer, pipe, random, receipt, trainer, type backend,
} from 'tenfold'
import type { Data } from './data.js'
import { display } from './display.js'
import { mistakes } from './mistakes.js'
import type { Options } from './options.js'

const metrics = {
  accuracy: metric.accuracy,
  precision: metric.precision,
  recall: metric.recall,
  f1: metric.f1,
  loss: metric.loss,
  each: metric.perClass,
  confusion: metric.confusionMatrix,
  mistakes,
}

export interface Learned {
  readonly steps: number
  /** Of training alone. */
  readonly seconds: number
  readonly digest: string
  readonly measured: metric.Values<typeof metrics>
  readonly save: (file: string) => TaskEither<Error, void>
}

/** How often each example is seen: enough for 97.5 % on MNIST with `mlp`. Drawn digits are fewer, and easier. */
const epochsFor = ({ data, network = 'mlp' }: Options): number =>
  (data === undefined ? { mlp: 3, cnn: 2 } : { mlp: 4, cnn: 1 })[network]

/** Trains a network and measures it. A loss that is no longer finite is an error. */
export const learn = (
  options: Options,
  { train, test }: Data,
  on: backend.Backend,
) => <P>(net: n.Network<P, readonly [28, 28, 1], readonly [10]>): E.Either<Error, Learned> => {
  const { seed = 0, epochs = epochsFor(options), 'batch-size': size = 32, 'learning-rate': initial = 2e-3 } = options
  const batches = pipe(train, dataset.batches({ size, epochs, shuffle: random.foldIn(random.key(seed), 1) }))
  const learner = trainer(net, { backend: on })({
    loss: loss.sparseSoftmaxCrossEntropy(),
    optimizer: optimizer.adam({ learningRate: optimizer.schedule.cosineDecay({ initial, steps: batches.length }) }),
  })
  const { show, stop } = display(batches.length)
  const watched = learner.observe(observe.all({
    finite: observe.finite(),
    progress: observe.progress(({ step, loss: value }) => show(step, value)),
  }))
  const started = performance.now()
  const { state, stopped } = watched.fold(learner.init(random.foldIn(random.key(seed), 2)), batches)
  const seconds = (performance.now() - started) / 1000
  stop()
  if (stopped !== undefined) return E.left(new Error(`the training stopped: ${stopped}; a smaller --learning-rate may help`))
  return E.right({
    steps: state.step,
    seconds: Number(seconds.toFixed(3)),
    digest: receipt.digest(state.params),
    measured: learner.evaluate(state, test, metrics),
    save: (file: string) => checkpoint.save(file, learner.codec)(state),
  })
}
