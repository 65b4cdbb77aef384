// error: Argument of type 'Tensor<readonly [32, 28, 28], "f32">' is not assignable to parameter of type 'Tensor<readonly [number, 784], "f32">'.
import { network as n, pipe, random, tensor } from '../../src/index.js'
const net = pipe(n.input([784]), n.dense(10))
export const logits = net.apply(net.init(random.key(0)))(tensor.zeros([32, 28, 28]))
