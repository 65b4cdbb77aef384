// error: "the loss is for outputs [2], received [10]"
import { loss, network as n, optimizer, pipe, trainer, type Tensor } from '../../src/index.js'
const squares = loss.squaredError()
const pairs = loss.define({ name: 'pairs', perExample: (p: Tensor<readonly [number, 2]>, x: Tensor<readonly [number, 2]>) => squares.perExample(p, x) })
export const { fold } = trainer(pipe(n.input([784]), n.dense(10)))({ loss: pairs, optimizer: optimizer.sgd({ learningRate: 0.1 }) })
