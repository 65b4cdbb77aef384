// error: Type 'readonly [number, 5]' is not assignable to type 'readonly [number, 3]'.
import { dataset, loss, network as n, optimizer, pipe, random, tensor, trainer } from '../../src/index.js'
const recipe = { loss: loss.squaredError(), optimizer: optimizer.sgd({ learningRate: 0.1 }) }
const { fold, init } = trainer(pipe(n.input([2]), n.dense(3)))(recipe)
const data = dataset.of({ inputs: tensor.zeros([4, 2]), targets: tensor.zeros([4, 5]) })
export const end = fold(init(random.key(0)), pipe(data, dataset.batches({ size: 2, epochs: 1 })))
