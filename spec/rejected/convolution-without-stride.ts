// error: conv2d: width: stride 0 is not positive
import { network as n, pipe } from '../../src/index.js'
export const net = pipe(n.input([8, 8, 1]), n.conv2d({ filters: 8, kernel: [3, 3], stride: [1, 0] }))
