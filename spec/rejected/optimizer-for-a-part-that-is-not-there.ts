// error: the parameters have no part 3
import { loss, network as n, optimizer, pipe, trainer } from '../../src/index.js'
const net = pipe(n.input([2]), n.dense(4), n.relu, n.dense(1))
const sgd = optimizer.sgd({ learningRate: 0.1 })
export const learn = trainer(net)({ loss: loss.squaredError(), optimizer: optimizer.partition({ 3: sgd, rest: sgd }) })
