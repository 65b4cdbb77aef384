// error: conv3d needs [depth, height, width, channels], received [28, 28, 1]
import { network as n, pipe } from '../../src/index.js'
export const net = pipe(n.input([28, 28, 1]), n.conv3d({ filters: 8, kernel: [3, 3, 3] }))
