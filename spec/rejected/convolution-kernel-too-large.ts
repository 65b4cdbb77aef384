// error: conv2d: height: kernel 5 is larger than 4
import { network as n, pipe } from '../../src/index.js'
export const net = pipe(n.input([4, 4, 1]), n.conv2d({ filters: 8, kernel: [5, 5] }))
