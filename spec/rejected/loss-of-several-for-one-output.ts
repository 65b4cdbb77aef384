// error: loss.outputs is for a network of several outputs, received one of one
import { loss, network as n, optimizer, pipe, trainer } from '../../src/index.js'
export const made = trainer(pipe(n.input([4]), n.dense(1)))({ loss: loss.outputs({ a: loss.squaredError() }), optimizer: optimizer.sgd({ learningRate: 1 }) })
