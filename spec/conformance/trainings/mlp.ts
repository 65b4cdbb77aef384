/** Drawn digits, two dense layers, and Adam on a schedule: the examples' own case. Its last batch is a smaller one. */
import { dataset, loss, network as n, optimizer, pipe, random } from '../../../src/index.js'
import { training } from '../training.js'

export const mlp = training(
  pipe(n.input([28, 28, 1]), n.flatten, n.dense(40), n.relu, n.dense(10)),
  {
    loss: loss.sparseSoftmaxCrossEntropy({ labelSmoothing: 0.1 }),
    optimizer: optimizer.adam({
      learningRate: pipe(optimizer.schedule.cosineDecay({ initial: 5e-3, steps: 6 }), optimizer.schedule.warmup({ steps: 2 })),
    }),
  },
  () => pipe(
    dataset.drawnDigits({ count: 50, key: random.key(1) }),
    dataset.batches({ size: 20, epochs: 2, shuffle: random.key(2) }),
  ),
)
