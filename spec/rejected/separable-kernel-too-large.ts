// error: separableConv2d: width: kernel 5 is larger than 4
import { network as n, pipe } from '../../src/index.js'
export const net = pipe(n.input([8, 4, 3]), n.separableConv2d({ filters: 8, kernel: [3, 5] }))
