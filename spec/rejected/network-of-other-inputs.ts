// error: sequential takes right of [5], received [3]
import { network as n, pipe } from '../../src/index.js'
const both = pipe(n.input({ left: [4], right: [5] }), n.parallel({ left: n.relu, right: n.relu }))
export const net = pipe(n.input({ left: [4], right: [3] }), n.sequential(both))
