// error: Type 'readonly [32, 9]' is not assignable to type 'readonly [number, 10]'.
import { loss, network as n, optimizer, pipe, random, tensor, trainer } from '../../src/index.js'
import { job } from '../../src/xla/index.js'
const learn = trainer(pipe(n.input([784]), n.dense(10)))({ loss: loss.softmaxCrossEntropy(), optimizer: optimizer.sgd({ learningRate: 0.1 }) })
const batches = [{ inputs: tensor.zeros([32, 784]), targets: tensor.zeros([32, 9]) }]
export const made = job({ learn, state: learn.init(random.key(0)), batches })
