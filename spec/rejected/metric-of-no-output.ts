// error: prise is no output of the network
import { dataset, loss, metric, network as n, optimizer, pipe, random, tensor as t, trainer } from '../../src/index.js'
const net = pipe(n.input([4]), n.outputs({ price: n.dense(1) }))
const learn = trainer(net)({ loss: loss.outputs({ price: loss.squaredError() }), optimizer: optimizer.sgd({ learningRate: 1 }) })
const data = dataset.of({ inputs: t.zeros([8, 4]), targets: { price: t.zeros([8, 1]) } })
export const told = learn.evaluate(learn.init(random.key(0)), data, { prise: { mse: metric.meanSquaredError } })
