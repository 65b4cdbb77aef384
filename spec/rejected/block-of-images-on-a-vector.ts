// error: conv2d height 784
import { network as n, pipe } from '../../src/index.js'
const block = <const F extends number>(filters: F) => n.sequential(n.conv2d({ filters, kernel: [3, 3] }), n.relu)
export const net = pipe(n.input([784]), block(16))
