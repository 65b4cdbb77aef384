// error: kind
import { dataset, loss, network as n, optimizer, pipe, random, tensor as t, trainer } from '../../src/index.js'
const net = pipe(n.input([4]), n.outputs({ price: n.dense(1), kind: n.dense(3) }))
const both = loss.outputs({ price: loss.squaredError(), kind: loss.sparseSoftmaxCrossEntropy() })
const learn = trainer(net)({ loss: both, optimizer: optimizer.sgd({ learningRate: 1 }) })
const data = dataset.of({ inputs: t.zeros([8, 4]), targets: { price: t.zeros([8, 1]), kinds: t.zeros([8], 'i32') } })
export const end = learn.fold(learn.init(random.key(0)), pipe(data, dataset.batches({ size: 4 })))
