/** Drawn digits are hard enough to be worth a network: no linear classifier learns them, a small network does. */
import { pipe } from 'fp-ts/lib/function.js'
import { expect, it } from 'vitest'
import * as dataset from '../../src/dataset/index.js'
import * as loss from '../../src/loss/index.js'
import * as metric from '../../src/metric/index.js'
import * as n from '../../src/network/index.js'
import * as optimizer from '../../src/optimizer/index.js'
import * as random from '../../src/random/index.js'
import { trainer } from '../../src/trainer/trainer.js'

const [train, test] = pipe(dataset.drawnDigits({ count: 6000, key: random.key(5) }), dataset.split(0.8))

/** Test accuracy after training; the rate falls to 0, so that what is reached is not a matter of the last steps. */
const accuracyOf = <P>(net: n.Network<P, readonly [28, 28, 1], readonly [10]>, epochs: number): number => {
  const batches = pipe(train, dataset.batches({ size: 32, epochs, shuffle: random.key(7) }))
  const { init, fold, evaluate } = trainer(net)({
    loss: loss.sparseSoftmaxCrossEntropy(),
    optimizer: optimizer.adam({ learningRate: optimizer.schedule.cosineDecay({ initial: 3e-3, steps: batches.length }) }),
  })
  return evaluate(fold(init(random.key(42)), batches), test, { accuracy: metric.accuracy }).accuracy
}

it('a linear classifier stays below 92 %, however long it learns', { timeout: 60_000 }, () => {
  const accuracy = accuracyOf(pipe(n.input([28, 28, 1]), n.flatten, n.dense(10)), 10)
  expect(accuracy).toBeLessThan(0.92)
  expect(accuracy).toBeGreaterThan(0.5)
})

it('one hidden layer passes 97 %', { timeout: 60_000 }, () => {
  expect(accuracyOf(pipe(n.input([28, 28, 1]), n.flatten, n.dense(64), n.relu, n.dense(10)), 4)).toBeGreaterThan(0.97)
})
