// error: Did you mean to write 'penalty'?
import { loss, network as n, optimizer, pipe, trainer } from '../../src/index.js'
export const { fold } = trainer(pipe(n.input([784]), n.dense(10)))({ loss: loss.squaredError(), optimizer: optimizer.sgd({ learningRate: 0.1 }), penality: loss.l2(0.1) })
