// error: conv2d: 6 channels do not divide into 4 groups
import { network as n, pipe } from '../../src/index.js'
export const net = pipe(n.input([8, 8, 6]), n.conv2d({ filters: 8, kernel: [3, 3], groups: 4 }))
