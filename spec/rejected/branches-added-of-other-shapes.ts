// error: add needs branches of one shape, received [32] and [16]
import { network as n, pipe } from '../../src/index.js'
export const net = pipe(n.input([64]), n.add(n.dense(32), n.sequential(n.dense(16), n.relu)))
