import * as E from 'fp-ts/lib/Either.js'
import { augment, dataset, loss, metric, optimizer, pipe, random, receipt, report, trainer } from 'tenfold'
import { fit } from '../kit/fit.js'
import type { Learned, Lesson } from '../kit/task.js'
import type { Data } from './data.js'
import { hear } from './features.js'
import { network } from './network.js'
import { bySpeaker, table } from './speakers.js'

/** A moment missed, and some bands: 0 is the mean. After D. Park et al., "SpecAugment" (2019). */
const missing = augment.chain(augment.timeMask({ frames: 12 }), augment.frequencyMask({ bands: 6 }))

/** Trains on masked spectrograms; hears the test as it is. */
export const learn = (lesson: Lesson<{}, Data>): E.Either<Error, Learned> => {
  const { settings: { seed, epochs, 'batch-size': size, 'learning-rate': initial }, data, on } = lesson
  const { train, test, fitted } = hear(data, on)
  const [order, start, masks] = [1, 2, 3].map((i) => random.foldIn(random.key(seed), i)) as [random.Key, random.Key, random.Key]
  const batches = pipe(train, dataset.batches({ size, epochs, shuffle: order }), augment.inputs(missing, masks))
  const learner = trainer(network, { backend: on })({
    loss: loss.sparseSoftmaxCrossEntropy(),
    optimizer: optimizer.adam({ learningRate: optimizer.schedule.cosineDecay({ initial, steps: batches.length }) }),
  })
  const metadata = { standardised: JSON.stringify(fitted) }
  return pipe(
    fit(lesson)({ learner, start: learner.init(start), batches, steps: batches.length, data: receipt.digest(train), metadata }),
    E.map(({ state, ...learned }) => ({
      ...learned,
      measure: () => {
        const { each, confusion, speakers, ...figures } = learner.evaluate(state, test, {
          accuracy: metric.accuracy,
          loss: metric.loss,
          each: metric.perClass,
          confusion: metric.confusionMatrix,
          speakers: bySpeaker(data.speakers),
        })
        return {
          text: [report.classification(each), report.confusion(confusion), table(speakers)],
          score: `accuracy ${(100 * figures.accuracy).toFixed(2)} %, loss ${figures.loss.toFixed(4)}`,
          figures: { ...figures, speakers },
        }
      },
    })),
  )
}
