// error: named needs a name that no other part beside it has, received block
import { network as n, pipe } from '../../src/index.js'
export const net = pipe(n.input([8]), n.named('block', n.dense(8)), n.relu, n.named('block', n.dense(8)))
