// error: highway needs a block that keeps its shape: [8] became [1]
import { network as n, pipe } from '../../src/index.js'
const gate = pipe(n.input([8]), n.dense(1), n.sigmoid)
export const block = n.highway(pipe(n.input([8]), n.dense(8)), gate)
