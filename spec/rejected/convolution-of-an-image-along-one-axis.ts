// error: conv1d needs [length, channels], received [28, 28, 1]
import { network as n, pipe } from '../../src/index.js'
export const net = pipe(n.input([28, 28, 1]), n.conv1d({ filters: 8, kernel: 5 }))
