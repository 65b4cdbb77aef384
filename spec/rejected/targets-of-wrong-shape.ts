// error: Type 'Tensor<readonly [32, 9], "f32">' is not assignable to type 'Tensor<readonly [32, 10], "f32">'.
import { loss, network as n, optimizer, pipe, random, tensor, trainer } from '../../src/index.js'
const net = pipe(n.input([784]), n.dense(10))
const { init, step } = trainer(net)({ loss: loss.softmaxCrossEntropy(), optimizer: optimizer.sgd({ learningRate: 0.1 }) })
export const next = step(init(random.key(0)), { inputs: tensor.zeros([32, 784]), targets: tensor.zeros([32, 9]) })
