// error: multiply needs branches of one shape, received [64] and [8]
import { network as n, pipe } from '../../src/index.js'
const gate = pipe(n.input([64]), n.dense(8), n.sigmoid)
export const net = pipe(n.input([64]), n.multiply(n.input([64]), gate))
