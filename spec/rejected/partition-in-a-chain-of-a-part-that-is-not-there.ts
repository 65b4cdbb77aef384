// error: the parameters have no part encodr
import { loss, network as n, optimizer, pipe, trainer } from '../../src/index.js'
const net = pipe(n.input([4]), n.named('encoder', n.dense(8)), n.dense(2))
const sgd = optimizer.sgd({ learningRate: 0.1 })
const parts = optimizer.chain(optimizer.clipByGlobalNorm(1), optimizer.partition({ encodr: sgd, rest: sgd }))
export const learn = trainer(net)({ loss: loss.squaredError(), optimizer: parts })
