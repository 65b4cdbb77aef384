// error: "a part of the optimizer is made for other parameters than those of the network"
import { loss, network as n, optimizer, pipe, trainer } from '../../src/index.js'
const narrow = pipe(n.input([784]), n.dense(9))
const mine = { init: (_: n.Params<typeof narrow>) => null, update: (gradients: n.Params<typeof narrow>, state: null) => [gradients, state] as const }
export const { fold } = trainer(pipe(n.input([784]), n.dense(10)))({ loss: loss.squaredError(), optimizer: optimizer.chain(mine, optimizer.sgd({ learningRate: 0.1 })) })
