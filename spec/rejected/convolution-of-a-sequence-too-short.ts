// error: conv1d: length: kernel 5 is larger than 4
import { network as n, pipe } from '../../src/index.js'
export const net = pipe(n.input([4, 2]), n.conv1d({ filters: 8, kernel: 5 }))
