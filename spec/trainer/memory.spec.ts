/** A fold's steps are to allocate nothing that grows with the parameters: the state stays where the backend keeps it. */
import { pipe } from 'fp-ts/lib/function.js'
import { describe, expect, it } from 'vitest'
import { pure, type Backend } from '../../src/backend/index.js'
import * as loss from '../../src/loss/index.js'
import * as n from '../../src/network/index.js'
import * as optimizer from '../../src/optimizer/index.js'
import * as random from '../../src/random/index.js'
import { trainer } from '../../src/trainer/trainer.js'
import { allocated } from './allocated.js'
import { backends } from './each.js'

// 784·128 + 128 + 128·10 + 10 parameters of four bytes, and twice as many in Adam's state.
const net = pipe(n.input([784]), n.dense(128), n.relu, n.dense(10))
const parameterBytes = 4 * (784 * 128 + 128 + 128 * 10 + 10)
const batch = {
  inputs: random.uniform(random.key(1), [2, 784]),
  targets: random.integers(random.key(2), [2], { low: 0, high: 10 }),
}

const allocatedOn = (backend: Backend, steps: number): number => {
  const { init, fold } = trainer(net, { backend })({
    loss: loss.sparseSoftmaxCrossEntropy(), optimizer: optimizer.adam({ learningRate: 1e-3 }),
  })
  return allocated(steps, () => batch, (batches) => fold(init(random.key(0)), batches))
}

describe('arrays allocated by a step', { timeout: 60_000 }, () => {
  it.each(backends.filter((backend) => backend !== pure))('do not grow with the parameters on $name', (backend) => {
    expect(allocatedOn(backend, 200)).toBeLessThan(parameterBytes / 50)
  })

  it('do where every value is new: the measure sees it', () => expect(allocatedOn(pure, 30)).toBeGreaterThan(parameterBytes))
})
