// error: Argument of type 'Tensor<readonly [2, 8], "f32">' is not assignable to parameter of type 'Tensor<readonly [2, 8], "i32">'.
import { network as n, pipe, random, tensor } from '../../src/index.js'
const net = pipe(n.input([8], 'i32'), n.embedding(5, 3))
export const vectors = net.apply(net.init(random.key(0)))(tensor.zeros([2, 8]))
