// error: the parameters have no part encoder
import { loss, network as n, optimizer, pipe, trainer } from '../../src/index.js'
const net = pipe(n.input([2]), n.dense(4), n.relu, n.dense(1))
const frozen = optimizer.chain(optimizer.sgd({ learningRate: 0.1 }), optimizer.freeze(['0', 'encoder']))
export const learn = trainer(net)({ loss: loss.squaredError(), optimizer: frozen })
