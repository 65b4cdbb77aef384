// error: zeroPad1d: length: padding [-1, 0] is negative
import { network as n, pipe } from '../../src/index.js'
export const net = pipe(n.input([16, 3]), n.zeroPad1d([-1, 0]))
