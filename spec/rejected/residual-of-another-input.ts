// error: residual takes [32], received [64]
import { network as n, pipe } from '../../src/index.js'
const block = pipe(n.input([32]), n.dense(32))
export const net = pipe(n.input([64]), n.residual(block))
