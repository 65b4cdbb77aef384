// error: maxPool2d: height: kernel 4 is larger than 3
import { network as n, pipe } from '../../src/index.js'
export const net = pipe(n.input([3, 9, 1]), n.maxPool2d([4, 2]))
