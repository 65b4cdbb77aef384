// error: attention: 3 heads of keys and values do not divide 4 heads
import { network as n, pipe } from '../../src/index.js'
export const net = pipe(n.input([16, 128]), n.attention({ heads: 4, keyValueHeads: 3 }))
