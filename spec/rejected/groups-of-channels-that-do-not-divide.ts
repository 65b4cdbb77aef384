// error: groupNorm: 6 channels do not divide into 4 groups
import { network as n, pipe } from '../../src/index.js'
export const net = pipe(n.input([8, 8, 6]), n.groupNorm({ groups: 4 }))
