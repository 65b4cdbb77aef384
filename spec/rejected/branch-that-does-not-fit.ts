// error: maxPool2d needs [height, width, channels], received [64]
import { network as n, pipe } from '../../src/index.js'
export const net = pipe(n.input([64]), n.add(n.identity, n.maxPool2d([2, 2])))
