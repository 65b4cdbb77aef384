// error: maxPool3d: depth: kernel 4 is larger than 3
import { network as n, pipe } from '../../src/index.js'
export const net = pipe(n.input([3, 28, 28, 1]), n.maxPool3d([4, 2, 2]))
