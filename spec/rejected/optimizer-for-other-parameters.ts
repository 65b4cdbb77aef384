// error: Type 'readonly [784, 10]' is not assignable to type 'readonly [784, 9]'.
import { loss, network as n, optimizer, pipe, trainer } from '../../src/index.js'
const narrow = pipe(n.input([784]), n.dense(9))
const mine = { init: (_: n.Params<typeof narrow>) => null, update: (gradients: n.Params<typeof narrow>, state: null) => [gradients, state] as const }
export const { fold } = trainer(pipe(n.input([784]), n.dense(10)))({ loss: loss.squaredError(), optimizer: mine })
