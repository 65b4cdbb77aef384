// error: residual needs a block that keeps its shape: [8, 8, 4] became [8, 8, 16]
import { network as n, pipe } from '../../src/index.js'
const block = <const F extends number>(filters: F) => n.sequential(n.conv2d({ filters, kernel: [3, 3], padding: 'same' }), n.relu)
export const net = pipe(n.input([8, 8, 4]), n.residual(block(16)))
