// error: attention: 3 heads do not divide a width of 128
import { network as n, pipe } from '../../src/index.js'
export const net = pipe(n.input([16, 128]), n.attention({ heads: 3 }))
