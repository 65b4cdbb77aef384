// error: parallel has no block for right
import { network as n, pipe } from '../../src/index.js'
export const net = pipe(n.input({ left: [4], right: [3] }), n.parallel({ left: n.relu }))
