// error: residual needs a block that keeps its shape: [64] became [32]
import { network as n, pipe } from '../../src/index.js'
const block = pipe(n.input([64]), n.dense(32))
export const net = pipe(n.input([64]), n.residual(block))
