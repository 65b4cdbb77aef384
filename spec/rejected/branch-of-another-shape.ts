// error: conv1d needs [length, channels], received [4]
import { network as n, pipe } from '../../src/index.js'
export const net = pipe(n.input({ left: [4], right: [3] }), n.parallel({ left: n.conv1d({ filters: 2, kernel: 2 }), right: n.relu }))
