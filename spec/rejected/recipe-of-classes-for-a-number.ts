// error: "a loss of classes needs outputs [..., classes], received []"
import { loss, network as n, optimizer, pipe, trainer } from '../../src/index.js'
const recipe = { loss: loss.sparseSoftmaxCrossEntropy(), optimizer: optimizer.adam({ learningRate: 0.1 }) }
export const { fold } = trainer(pipe(n.input([2]), n.dense(1), n.reshape([])))(recipe)
