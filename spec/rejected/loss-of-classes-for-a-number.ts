// error: "a loss of distributions needs outputs [..., classes], received []"
import { loss, network as n, optimizer, pipe, trainer } from '../../src/index.js'
export const { fold } = trainer(pipe(n.input([2]), n.dense(1), n.reshape([])))({ loss: loss.softmaxCrossEntropy(), optimizer: optimizer.sgd({ learningRate: 0.1 }) })
