import * as TE from 'fp-ts/lib/TaskEither.js'
import { augment, dataset, loss, metric, optimizer, pipe, random, receipt, report, run, tensor as t, trainer } from 'tenfold'
import { fit } from '../kit/fit.js'
import * as outcome from '../kit/outcome.js'
import type { Learned, Lesson } from '../kit/task.js'
import type { Data } from './data.js'
import { hear, heard, type Heard } from './features.js'
import { network } from './network.js'
import { bySpeaker, table } from './speakers.js'

/** A moment missed, and some bands: 0 is the mean. After D. Park et al., "SpecAugment" (2019). */
const missing = augment.chain(augment.timeMask({ frames: 12 }), augment.frequencyMask({ bands: 6 }))

const words = Array.from({ length: 10 }, (_, word) => String(word))

/** So many words of the test are looked at while the training runs. */
const watched = 100

/** What is heard of one example as a picture: time to the right, high bands at the top, three deviations to both sides of the mean. */
const spectrogram = (sounds: Heard, i: number): run.Shown => {
  const values = t.toArray(pipe(sounds, dataset.select([i])).inputs)
  const [frames, bands] = heard
  return outcome.picture('spectrogram', [bands, frames], Array.from({ length: values.length }, (_, at) => {
    const [row, frame] = [Math.floor(at / frames), at % frames]
    return ((values[frame * bands + bands - 1 - row] as number) + 3) / 6
  }))
}

/** Trains on masked spectrograms; hears the test as it is. */
export const learn = (lesson: Lesson<{}, Data>): TE.TaskEither<Error, Learned> => {
  const { settings: { seed, epochs, 'batch-size': size, 'learning-rate': initial }, data, on } = lesson
  const { train, test, fitted } = hear(data, on)
  const [order, start, masks] = [1, 2, 3].map((i) => random.foldIn(random.key(seed), i)) as [random.Key, random.Key, random.Key]
  const batches = pipe(train, dataset.batches({ size, epochs, shuffle: order }), augment.inputs(missing, masks))
  const learner = trainer(network, { backend: on })({
    loss: loss.sparseSoftmaxCrossEntropy(),
    optimizer: optimizer.adam({ learningRate: optimizer.schedule.cosineDecay({ initial, steps: batches.length }) }),
  })
  const some = pipe(test, dataset.select(Array.from({ length: Math.min(watched, test.size) }, (_, i) => i)))
  const metadata = { standardised: JSON.stringify(fitted) }
  return pipe(
    fit(lesson)({
      learner, start: learner.init(start), batches, data: receipt.digest(train), metadata,
      facts: { title: `words from ${data.name}`, data: { 'learned from': train.size, 'held back': test.size }, network: run.network(network) },
      validate: (state) => learner.evaluate(state, some, { loss: metric.loss, accuracy: metric.accuracy }),
    }),
    TE.map(({ state, ...learned }) => ({
      ...learned,
      result: () => run.result({
        part: 'held back',
        outcome: learner.evaluate(state, test, { outcome: outcome.classes(words) }).outcome,
        learned: t.toArray(train.targets),
        caseAt: (i) => ({ name: `${data.speakers[i] ?? 'somebody'}, word ${i + 1}`, shown: spectrogram(test, i) }),
      }),
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
