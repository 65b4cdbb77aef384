import * as E from 'fp-ts/lib/Either.js'
import { augment, dataset, loss, metric, network as n, optimizer, pipe, random, receipt, report, trainer } from 'tenfold'
import { fit } from '../kit/fit.js'
import type { Learned, Lesson } from '../kit/task.js'
import type { Data } from './data.js'
import { gallery, mistakes } from './mistakes.js'
import { networks, type Name } from './networks.js'
import type { fields } from './task.js'

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

const percent = (share: number): string => `${(100 * share).toFixed(2)} %`

type DigitsLesson = Lesson<typeof fields, Data>

/** Trains a network, on images that are augmented if it is said how. */
const learnWith = <P>(
  net: n.Network<P, readonly [28, 28, 1], readonly [10]>, augmentation?: augment.ImageAugmentation,
) => (lesson: DigitsLesson): E.Either<Error, Learned> => {
  const { settings, data: { train, test }, on } = lesson
  const { network, seed, epochs, 'batch-size': size, 'learning-rate': initial } = settings
  const plain = pipe(train, dataset.batches({ size, epochs, shuffle: random.foldIn(random.key(seed), 1) }))
  const batches = augmentation === undefined
    ? plain : pipe(plain, augment.inputs(augmentation, random.foldIn(random.key(seed), 3)))
  const learner = trainer(net, { backend: on })({
    loss: loss.sparseSoftmaxCrossEntropy(),
    optimizer: optimizer.adam({ learningRate: optimizer.schedule.cosineDecay({ initial, steps: batches.length }) }),
  })
  const start = learner.init(random.foldIn(random.key(seed), 2))
  return pipe(
    fit(lesson)({ learner, start, batches, steps: batches.length, data: receipt.digest(train) }),
    E.map(({ state, ...learned }) => ({
      ...learned,
      measure: () => {
        const { each, confusion, mistakes: wrong, ...figures } = learner.evaluate(state, test, metrics)
        return {
          text: [report.classification(each), report.confusion(confusion), gallery(test, wrong)],
          score: `accuracy ${percent(figures.accuracy)}, loss ${figures.loss.toFixed(4)}`,
          figures: { network, ...figures },
        }
      },
    })),
  )
}

const learners: Readonly<Record<Name, (lesson: DigitsLesson) => E.Either<Error, Learned>>> = {
  mlp: learnWith(networks.mlp),
  cnn: learnWith(networks.cnn),
  lenet: learnWith(networks.lenet),
  // A shirt in a mirror is a shirt; a digit may be none.
  fashion: learnWith(networks.fashion, augment.flip()),
}

/** Trains the network of the settings. */
export const learn = (lesson: DigitsLesson): E.Either<Error, Learned> => learners[lesson.settings.network](lesson)
