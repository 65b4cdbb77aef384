// error: "update of a part of the optimizer does not go with its init"
import { loss, network as n, optimizer, pipe, tensor, trainer } from '../../src/index.js'
const parts = optimizer.chain({ init: () => ({ count: tensor.scalar(0) }), update: (gradients: unknown) => [gradients, null] })
export const { fold } = trainer(pipe(n.input([784]), n.dense(10)))({ loss: loss.squaredError(), optimizer: parts })
