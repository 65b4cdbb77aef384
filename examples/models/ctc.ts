// Speech without an alignment, where it is known what was said, but not when: A. Graves, S. Fernández, F. Gomez, J.
// Schmidhuber, "Connectionist temporal classification" (2006).
import { dataset, loss, network as n, optimizer, pipe, random, tensor as t, trainer } from 'tenfold'
import type { Model } from './model.js'

// Each of the sounds 1 to 4 takes two frames of three, blurred by noise; 0 is the blank.
export const utterances = (key: random.Key) => {
  const [a, b] = random.split(key, 2)
  const labels = random.integers(a, [32, 4], { low: 1, high: 5 })
  const sound = t.oneHot(5)(labels)
  const frames = pipe(t.stack(2)([sound, sound, t.zerosLike(sound)]), t.reshape([32, 12, 5]))
  return dataset.of({ inputs: pipe(random.normal(b, [32, 12, 5]), t.mul(0.2), t.add(frames)), targets: labels })
}

export const listener = pipe(n.input([12, 5]), n.recurrent(n.gru(12)), n.dense(5))

const data = utterances(random.key(1))
const { init, fold } = trainer(listener)({
  loss: loss.ctc({ length: 4 }), optimizer: optimizer.adam({ learningRate: 1e-2 }),
})
export const trained = (epochs: number) => fold(init(random.key(0)), pipe(data, dataset.batches({ size: 32, epochs })))

export const example: Model = {
  shows: 'sequences of labels learned without their times, by loss.ctc behind a recurrent network',
  train: (steps) => ({ first: trained(1).loss, last: trained(steps + 1).loss }),
}
