// error: range [4, 9] of axis 0 does not fit [8, 2]
import { network as n, pipe } from '../../src/index.js'
export const net = pipe(n.input([8, 2]), n.slice([[4, 9]]))
