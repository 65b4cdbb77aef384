/** Convolutions with padding, stride and dilation, both poolings, and Nesterov's momentum under a clipped norm. */
import { dataset, loss, network as n, optimizer, pipe, random } from '../../../src/index.js'
import { training } from '../training.js'

export const cnn = training(
  pipe(
    n.input([28, 28, 1]),
    n.conv2d({ filters: 6, kernel: [3, 3], stride: [2, 2], padding: 'same', weights: n.initializer.heNormal }), n.relu,
    n.maxPool2d([3, 3], { stride: [2, 2] }),
    n.conv2d({ filters: 9, kernel: [2, 2], dilation: [2, 2] }), n.gelu,
    n.averagePool2d([2, 2]),
    n.flatten, n.dense(10),
  ),
  {
    loss: loss.sparseSoftmaxCrossEntropy(),
    optimizer: optimizer.chain(
      optimizer.clipByGlobalNorm(1),
      optimizer.nesterov({
        decay: 0.9,
        learningRate: optimizer.schedule.exponentialDecay({ initial: 0.1, factor: 0.5, steps: 3 }),
      }),
    ),
  },
  () => pipe(dataset.drawnDigits({ count: 40, key: random.key(3) }), dataset.batches({ size: 16, epochs: 2 })),
)
