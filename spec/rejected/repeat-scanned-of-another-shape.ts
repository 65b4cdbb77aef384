// error: repeat needs a block that keeps its shape: [8] became [4]
import { network as n, pipe } from '../../src/index.js'
export const net = pipe(n.input([8]), n.repeat(12, n.sequential(n.relu, n.dense(4)), { scanned: true }))
