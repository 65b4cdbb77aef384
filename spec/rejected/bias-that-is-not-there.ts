// error: Property 'bias' does not exist on type 'DenseWeights<4, 2, "f32">'
import { network as n, pipe, random } from '../../src/index.js'
const net = pipe(n.input([4]), n.dense(2, { bias: false }))
export const bias = net.init(random.key(0))[0].bias
