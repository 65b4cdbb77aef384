/** Far too large a step: the loss goes to infinity, the parameters through NaN, whose bits engines and processors choose. */
import { dataset, loss, network as n, optimizer, pipe, random } from '../../../src/index.js'
import { training } from '../training.js'

export const notANumber = training(
  pipe(n.input([5]), n.dense(9), n.gelu, n.dense(9), n.tanh, n.layerNorm(), n.dense(6), n.softplus, n.dense(2)),
  { loss: loss.squaredError(), optimizer: optimizer.nadam({ learningRate: 1e19 }) },
  () => {
    const [a, b] = random.split(random.key(9), 2)
    return pipe(
      dataset.of({ inputs: random.normal(a, [20, 5]), targets: random.normal(b, [20, 2]) }),
      dataset.batches({ size: 5, epochs: 2 }),
    )
  },
)
