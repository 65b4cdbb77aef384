// error: maxPool1d: length: kernel 4 is larger than 3
import { network as n, pipe } from '../../src/index.js'
export const net = pipe(n.input([3, 1]), n.maxPool1d(4))
