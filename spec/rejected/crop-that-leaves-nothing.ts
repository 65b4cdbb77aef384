// error: crop2d: height: cropping [2, 2] leaves nothing of 4
import { network as n, pipe } from '../../src/index.js'
export const net = pipe(n.input([4, 8, 3]), n.crop2d(2))
