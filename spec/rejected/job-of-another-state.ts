// error: Type 'Network<readonly [DenseParams<784, 9, "f32">], readonly [784], readonly [9], "f32", "f32">' is not assignable to type 'Network<readonly [DenseParams<784, 10, "f32">], readonly [784], readonly [10], "f32", "f32">'.
import { dataset, loss, network as n, optimizer, pipe, random, tensor, trainer } from '../../src/index.js'
import { job } from '../../src/xla/index.js'
const recipe = { loss: loss.softmaxCrossEntropy(), optimizer: optimizer.sgd({ learningRate: 0.1 }) }
const [learn, other] = [trainer(pipe(n.input([784]), n.dense(10)))(recipe), trainer(pipe(n.input([784]), n.dense(9)))(recipe)]
const data = dataset.of({ inputs: tensor.zeros([32, 784]), targets: tensor.zeros([32, 10]) })
export const made = job({ learn, state: other.init(random.key(0)), data, batches: { size: 8 } })
