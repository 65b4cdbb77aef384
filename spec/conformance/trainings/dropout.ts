/** Randomness in the step: dropout with branches, a residual block and normalization around it; AdamW, weighted examples. */
import { dataset, loss, network as n, optimizer, pipe, random, tensor as t } from '../../../src/index.js'
import { training } from '../training.js'

const block = pipe(n.input([20]), n.layerNorm(), n.dense(20), n.silu, n.dropout(0.25))
const wide = pipe(n.input([12]), n.dense(15), n.elu(), n.dropout(0.4))
const narrow = pipe(n.input([12]), n.dense(5, { weights: n.initializer.orthogonal() }), n.selu)

export const dropout = training(
  pipe(n.input([12]), n.parallel(wide, narrow), n.residual(block), n.dropout(0.1), n.dense(3)),
  {
    loss: loss.sigmoidBinaryCrossEntropy(),
    optimizer: optimizer.adamw({
      weightDecay: 0.01,
      learningRate: optimizer.schedule.piecewise({ initial: 0.02, factors: [[3, 0.5]] }),
    }),
    penalty: loss.l1(1e-3),
  },
  () => {
    const [a, b, c] = random.split(random.key(4), 3)
    return pipe(
      dataset.of({
        inputs: random.normal(a, [44, 12]),
        targets: t.cast('f32')(random.bernoulli(b, 0.4, [44, 3])),
        weights: random.uniform(c, [44], { low: 0.5, high: 2 }),
      }),
      dataset.batches({ size: 11, epochs: 2 }),
    )
  },
)
