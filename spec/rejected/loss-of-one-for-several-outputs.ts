// error: a network of several outputs needs loss.outputs, with a loss for each
import { loss, network as n, optimizer, pipe, trainer } from '../../src/index.js'
const net = pipe(n.input([4]), n.outputs({ price: n.dense(1), kind: n.dense(3) }))
export const made = trainer(net)({ loss: loss.squaredError(), optimizer: optimizer.sgd({ learningRate: 1 }) })
