// error: loss.outputs has a loss for kinds, which is no output
import { loss, network as n, optimizer, pipe, trainer } from '../../src/index.js'
const net = pipe(n.input([4]), n.outputs({ price: n.dense(1) }))
const both = loss.outputs({ price: loss.squaredError(), kinds: loss.sparseSoftmaxCrossEntropy() })
export const made = trainer(net)({ loss: both, optimizer: optimizer.sgd({ learningRate: 1 }) })
