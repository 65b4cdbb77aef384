// error: glu halves the last axis, which is odd in [16, 33]
import { network as n, pipe } from '../../src/index.js'
export const net = pipe(n.input([16, 8]), n.dense(33), n.glu)
