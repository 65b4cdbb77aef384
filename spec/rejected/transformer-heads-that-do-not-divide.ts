// error: attention: 5 heads do not divide a width of 64
import { network as n, pipe } from '../../src/index.js'
export const net = pipe(n.input([16, 64]), n.transformerBlock({ heads: 5, hidden: 256, causal: true }))
