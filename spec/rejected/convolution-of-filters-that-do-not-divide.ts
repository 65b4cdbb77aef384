// error: conv2d: 8 filters do not divide into 3 groups
import { network as n, pipe } from '../../src/index.js'
export const net = pipe(n.input([8, 8, 6]), n.conv2d({ filters: 8, kernel: [3, 3], groups: 3 }))
