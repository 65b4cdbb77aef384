import * as TE from 'fp-ts/lib/TaskEither.js'
import { augment, dataset, loss, metric, network as n, optimizer, pipe, random, receipt, report, run, tensor as t, trainer } from 'tenfold'
import { fit } from '../kit/fit.js'
import * as outcome from '../kit/outcome.js'
import type { Learned, Lesson } from '../kit/task.js'
import type { Data, Digits } from './data.js'
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

const classes = Array.from({ length: 10 }, (_, digit) => String(digit))

/** So many of the test's digits are looked at while the training runs. */
const watched = 500

const first = (count: number) => (digits: Digits): Digits =>
  pipe(digits, dataset.select(Array.from({ length: Math.min(count, digits.size) }, (_, i) => i)))

type DigitsLesson = Lesson<typeof fields, Data>

/** Trains a network, on images that are augmented if it is said how. */
const learnWith = <P>(
  net: n.Network<P, readonly [28, 28, 1], readonly [10]>, augmentation?: augment.ImageAugmentation,
) => (lesson: DigitsLesson): TE.TaskEither<Error, Learned> => {
  const { settings, data: { name, train, test }, on } = lesson
  const { network, seed, epochs, 'batch-size': size, 'learning-rate': initial } = settings
  const plain = pipe(train, dataset.batches({ size, epochs, shuffle: random.foldIn(random.key(seed), 1) }))
  const batches = augmentation === undefined
    ? plain : pipe(plain, augment.inputs(augmentation, random.foldIn(random.key(seed), 3)))
  const learner = trainer(net, { backend: on })({
    loss: loss.sparseSoftmaxCrossEntropy(),
    optimizer: optimizer.adam({ learningRate: optimizer.schedule.cosineDecay({ initial, steps: batches.length }) }),
  })
  const start = learner.init(random.foldIn(random.key(seed), 2))
  const some = pipe(test, first(watched))
  return pipe(
    fit(lesson)({
      learner, start, batches, data: receipt.digest(train),
      facts: { title: `${name}, by ${network}`, data: { 'learned from': train.size, 'held back': test.size }, network: run.network(net) },
      validate: (state) => learner.evaluate(state, some, { loss: metric.loss, accuracy: metric.accuracy }),
    }),
    TE.map(({ state, ...learned }) => ({
      ...learned,
      result: () => run.result({
        part: 'held back',
        outcome: learner.evaluate(state, test, { outcome: outcome.classes(classes) }).outcome,
        learned: t.toArray(train.targets),
        caseAt: (i) => ({ shown: outcome.picture('image', [28, 28], t.toArray(pipe(test, dataset.select([i])).inputs)) }),
      }),
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

const learners: Readonly<Record<Name, (lesson: DigitsLesson) => TE.TaskEither<Error, Learned>>> = {
  mlp: learnWith(networks.mlp),
  cnn: learnWith(networks.cnn),
  lenet: learnWith(networks.lenet),
  // A shirt in a mirror is a shirt; a digit may be none.
  fashion: learnWith(networks.fashion, augment.flip()),
}

/** Trains the network of the settings. */
export const learn = (lesson: DigitsLesson): TE.TaskEither<Error, Learned> => learners[lesson.settings.network](lesson)
