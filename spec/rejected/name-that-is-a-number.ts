// error: named needs a name that is no number and has no dot, received 0
import { network as n, pipe } from '../../src/index.js'
export const net = pipe(n.input([8]), n.sequential(n.dense(8), n.named('0', n.dense(8))))
