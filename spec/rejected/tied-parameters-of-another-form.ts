// error: Type 'DenseParams<8, 4, "f32">' is not assignable to type 'DenseParams<4, 8, "f32">'
import { network as n, pipe } from '../../src/index.js'
const net = pipe(n.input([8]), n.dense(4), n.dense(8))
export const layer = n.tied(net, { keep: ([first]) => first, use: (first) => [first, first] })
