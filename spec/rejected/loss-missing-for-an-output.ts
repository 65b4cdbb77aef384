// error: loss.outputs has no loss for the output kind
import { loss, network as n, optimizer, pipe, trainer } from '../../src/index.js'
const net = pipe(n.input([4]), n.outputs({ price: n.dense(1), kind: n.dense(3) }))
const recipe = { loss: loss.outputs({ price: loss.squaredError() }), optimizer: optimizer.sgd({ learningRate: 1 }) }
export const made = trainer(net)(recipe)
