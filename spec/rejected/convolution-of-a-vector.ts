// error: conv2d needs [height, width, channels], received [128]
import { network as n, pipe } from '../../src/index.js'
export const net = pipe(n.input([784]), n.dense(128), n.conv2d({ filters: 8, kernel: [3, 3] }))
