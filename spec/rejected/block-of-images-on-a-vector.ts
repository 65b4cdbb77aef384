// error: conv2d needs [height, width, channels], received [784]
import { network as n, pipe } from '../../src/index.js'
const block = <const F extends number>(filters: F) => n.sequential(n.conv2d({ filters, kernel: [3, 3] }), n.relu)
export const net = pipe(n.input([784]), block(16))
