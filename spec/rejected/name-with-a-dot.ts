// error: named needs a name that is no number and has no dot, received encoder.first
import { network as n, pipe } from '../../src/index.js'
export const net = pipe(n.input([8]), n.named('encoder.first', n.dense(8)))
