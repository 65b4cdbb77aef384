// error: Type 'readonly [784, 32]' is not assignable to type 'readonly [784, 64]'.
import { loss, network as n, optimizer, pipe, random, tensor, trainer } from '../../src/index.js'
const recipe = { loss: loss.sparseSoftmaxCrossEntropy(), learningRate: 0.1 }
const wide = trainer(pipe(n.input([784]), n.dense(64), n.relu, n.dense(10)))({ loss: recipe.loss, optimizer: optimizer.adam({ learningRate: 0.1 }) })
const narrow = trainer(pipe(n.input([784]), n.dense(32), n.relu, n.dense(10)))({ loss: recipe.loss, optimizer: optimizer.adam({ learningRate: 0.1 }) })
export const next = wide.step(narrow.init(random.key(0)), { inputs: tensor.zeros([32, 784]), targets: tensor.zeros([32], 'i32') })
