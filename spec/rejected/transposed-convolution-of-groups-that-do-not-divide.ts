// error: convTranspose1d: 9 filters do not divide into 2 groups
import { network as n, pipe } from '../../src/index.js'
export const net = pipe(n.input([8, 6]), n.convTranspose1d({ filters: 9, kernel: 3, groups: 2 }))
