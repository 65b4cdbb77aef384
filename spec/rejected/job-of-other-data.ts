// error: Type 'Dataset<readonly [783], readonly [10], "f32", "f32">' is not assignable to type 'Dataset<readonly [784], readonly [10], "f32", "f32">'
import { dataset, loss, network as n, optimizer, pipe, random, tensor, trainer } from '../../src/index.js'
import { job } from '../../src/xla/index.js'
const learn = trainer(pipe(n.input([784]), n.dense(10)))({ loss: loss.softmaxCrossEntropy(), optimizer: optimizer.sgd({ learningRate: 0.1 }) })
const data = dataset.of({ inputs: tensor.zeros([32, 783]), targets: tensor.zeros([32, 10]) })
export const made = job({ learn, state: learn.init(random.key(0)), data, batches: { size: 8 } })
