// error: each has a block for top, which is not among its inputs
import { network as n, pipe } from '../../src/index.js'
export const net = pipe(n.input({ left: [4], right: [3] }), n.each({ top: n.relu }))
