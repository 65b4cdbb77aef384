// error: prelu needs at least one axis, received []
import { network as n, pipe } from '../../src/index.js'
export const net = pipe(n.input([]), n.prelu())
