// error: parallel needs branches of one element type, received f
import { network as n, pipe } from '../../src/index.js'
export const net = pipe(n.input({ left: [4], right: n.input([3], 'f64') }), n.parallel({ left: n.relu, right: n.relu }))
