// error: depthwiseConv2d needs [height, width, channels], received [64]
import { network as n, pipe } from '../../src/index.js'
export const net = pipe(n.input([64]), n.depthwiseConv2d({ kernel: [3, 3] }))
