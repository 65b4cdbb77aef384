/** Double precision from the data to the optimizer's state, with a convolution. */
import { dataset, loss, network as n, optimizer, pipe, random } from '../../../src/index.js'
import { training } from '../training.js'

export const f64 = training(
  pipe(
    n.input([8, 8, 2], 'f64'),
    n.conv2d({ filters: 4, kernel: [3, 3] }), n.tanh, n.maxPool2d([2, 2]), n.flatten,
    n.dense(17), n.softplus, n.layerNorm(), n.dense(5),
  ),
  {
    loss: loss.multiclassHinge(),
    optimizer: optimizer.chain(
      optimizer.clipByNorm(0.5),
      optimizer.momentum({ learningRate: 0.05, decay: 0.8 }),
      optimizer.reduceOnPlateau({ factor: 0.5, patience: 1 }),
    ),
    penalty: loss.l2(1e-3),
  },
  () => {
    const [a, b] = random.split(random.key(7), 2)
    return pipe(
      dataset.of({ inputs: random.normal(a, [26, 8, 8, 2], 'f64'), targets: random.integers(b, [26], { low: 0, high: 5 }) }),
      dataset.batches({ size: 13, epochs: 3 }),
    )
  },
)
