// error: conv2d: width: kernel 3 (5 at dilation 2) is larger than 4
import { network as n, pipe } from '../../src/index.js'
export const net = pipe(n.input([9, 4, 1]), n.conv2d({ filters: 8, kernel: [3, 3], dilation: [1, 2] }))
