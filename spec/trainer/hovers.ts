/** What the compiler says of these is what an editor shows: `hover.spec.ts` reads it. */
import { loss, network as n, optimizer, pipe, trainer } from '../../src/index.js'

const net = pipe(n.input([28, 28, 1]), n.flatten, n.dense(32), n.relu, n.dense(10))
const recipe = { loss: loss.sparseSoftmaxCrossEntropy(), optimizer: optimizer.adam({ learningRate: 1e-3 }) }

export const whole = trainer(net)(recipe)
export const init = whole.init
export const step = whole.step
export const fold = whole.fold
export const evaluate = whole.evaluate
export const predict = whole.predict
