// error: attention needs [time, width], received [64]
import { network as n, pipe } from '../../src/index.js'
export const net = pipe(n.input([64]), n.attention({ heads: 4 }))
