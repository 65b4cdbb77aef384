// error: convTranspose2d: height: padding [2, 2] leaves nothing of 4
import { network as n, pipe } from '../../src/index.js'
export const net = pipe(n.input([2, 2, 1]), n.convTranspose2d({ filters: 8, kernel: [3, 3], padding: [[2, 2], [0, 0]] }))
