// error: Argument of type 'Tensor<readonly [5, 28, 27], "f32">' is not assignable to parameter of type 'Tensor<readonly [5, 28, 28], "f32">'.
import { network as n, pipe, random, tensor } from '../../src/index.js'
const net = pipe(n.input([28, 28]), n.flatten, n.dense(10))
const { predict } = net.compile(net.init(random.key(0)))
export const logits = predict(tensor.zeros([5, 28, 27]))
