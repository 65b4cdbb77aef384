import { performance } from 'node:perf_hooks'
import * as E from 'fp-ts/lib/Either.js'
import type { TaskEither } from 'fp-ts/lib/TaskEither.js'
import {
  checkpoint, dataset, loss, metric, network as n, observe, optimizer, pipe, random, receipt, trainer, type backend,
} from 'tenfold'
import type { Data } from './data.js'
import { display } from './display.js'
import { mistakes } from './mistakes.js'
import { networks, type Name } from './networks.js'
import type { Settings } from './settings.js'

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
  readonly receipt: receipt.Receipt
  /** Of training alone. */
  readonly seconds: number
  readonly measure: () => metric.Values<typeof metrics>
  readonly save: (file: string) => TaskEither<Error, void>
}

/** How to learn, and what to learn from. */
export interface Lesson {
  readonly settings: Settings
  readonly data: Data
  readonly on: backend.Backend
  /** Whether the receipt gets a trail. */
  readonly trail: boolean
}

/** Trains a network. A loss that is no longer finite is an error. */
const learnWith = <P>(net: n.Network<P, readonly [28, 28, 1], readonly [10]>) => (lesson: Lesson): E.Either<Error, Learned> => {
  const { settings, data: { train, test }, on, trail } = lesson
  const { seed, epochs, 'batch-size': size, 'learning-rate': initial } = settings
  const batches = pipe(train, dataset.batches({ size, epochs, shuffle: random.foldIn(random.key(seed), 1) }))
  const learner = trainer(net, { backend: on })({
    loss: loss.sparseSoftmaxCrossEntropy(),
    optimizer: optimizer.adam({ learningRate: optimizer.schedule.cosineDecay({ initial, steps: batches.length }) }),
  })
  const { show, stop } = display(batches.length)
  const watched = learner.observe(observe.all({
    finite: observe.finite(),
    progress: observe.progress(({ step, loss: value }) => show(step, value)),
    ...(trail ? { trail: receipt.trail() } : {}),
  }))
  const start = learner.init(random.foldIn(random.key(seed), 2))
  const [first = train] = batches
  const started = performance.now()
  const { state, seen, stopped } = watched.fold(start, batches)
  const seconds = (performance.now() - started) / 1000
  stop()
  if (stopped !== undefined) return E.left(new Error(`the training stopped: ${stopped}`))
  return E.right({
    receipt: receipt.of({
      configuration: settings,
      data: receipt.digest(train),
      initial: receipt.digest(start.params),
      program: receipt.programDigest(learner.program(start, first, { simplified: false })),
      steps: state.step,
      ...(seen.trail === undefined ? {} : { trail: seen.trail }),
      final: receipt.digest(state.params),
    }),
    seconds: Number(seconds.toFixed(3)),
    measure: () => learner.evaluate(state, test, metrics),
    save: (file: string) => checkpoint.save(file, learner.codec)(state),
  })
}

const learners: Readonly<Record<Name, (lesson: Lesson) => E.Either<Error, Learned>>> = {
  mlp: learnWith(networks.mlp), cnn: learnWith(networks.cnn), lenet: learnWith(networks.lenet),
}

/** Trains the network of the settings. */
export const learn = (lesson: Lesson): E.Either<Error, Learned> => learners[lesson.settings.network](lesson)
