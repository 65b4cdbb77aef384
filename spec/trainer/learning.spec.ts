import { pipe } from 'fp-ts/lib/function.js'
import { describe, expect, it } from 'vitest'
import * as dataset from '../../src/dataset/index.js'
import * as loss from '../../src/loss/index.js'
import * as metric from '../../src/metric/index.js'
import * as n from '../../src/network/index.js'
import * as optimizer from '../../src/optimizer/index.js'
import * as random from '../../src/random/index.js'
import * as receipt from '../../src/receipt/index.js'
import * as tensor from '../../src/tensor/index.js'
import { trainer } from '../../src/trainer/trainer.js'
import { backends, numbers } from './each.js'

describe('exclusive or', () => {
  const net = pipe(n.input([2]), n.dense(8), n.tanh, n.dense(2))
  const data = dataset.of({ inputs: tensor.of([4, 2], [0, 0, 0, 1, 1, 0, 1, 1]), targets: tensor.of([4], [0, 1, 1, 0], 'i32') })
  const made = backends.map((backend) => trainer(net, { backend })({
    loss: loss.sparseSoftmaxCrossEntropy(), optimizer: optimizer.adam({ learningRate: 0.05 }),
  }))

  it.each([0, 1, 2])('is learned in 200 steps from key %i, by both backends with the same digest', (seed) => {
    const digests = made.map(({ init, fold, evaluate }) => {
      const end = fold(init(random.key(seed)), pipe(data, dataset.batches({ size: 4, epochs: 200 })))
      expect(evaluate(end, data, { accuracy: metric.accuracy }).accuracy).toBe(1)
      expect(end.loss).toBeLessThan(0.05)
      return receipt.digest(end)
    })
    expect(digests[0]).toMatch(/^[0-9a-f]{64}$/)
    expect(digests[0]).toBe(digests[1])
  })
})

describe('a line through noise-free points', () => {
  // y = 2·x₁ - 3·x₂ + 0.5
  const net = pipe(n.input([2]), n.dense(1))
  const inputs = random.uniform(random.key(1), [64, 2])
  const at = (i: number): number => numbers(inputs)[i] as number
  const data = dataset.of({
    inputs,
    targets: tensor.of([64, 1], Array.from({ length: 64 }, (_, i) => 2 * at(2 * i) - 3 * at(2 * i + 1) + 0.5)),
  })

  it('is found to 1e-3', () => {
    const digests = backends.map((backend) => {
      const { init, fold, evaluate } = trainer(net, { backend })({
        loss: loss.squaredError(), optimizer: optimizer.momentum({ learningRate: 0.05 }),
      })
      const end = fold(init(random.key(3)), pipe(data, dataset.batches({ size: 16, epochs: 100, shuffle: random.key(2) })))
      const [{ weights, bias }] = end.params
      const found = [...numbers(weights), ...numbers(bias)]
      ;[2, -3, 0.5].forEach((expected, i) => expect(Math.abs((found[i] as number) - expected)).toBeLessThan(1e-3))
      const { r2, loss: mean } = evaluate(end, data, { r2: metric.r2, loss: metric.loss })
      expect(r2).toBeGreaterThan(0.999999)
      expect(mean).toBeLessThan(1e-6)
      return receipt.digest(end)
    })
    expect(digests[0]).toBe(digests[1])
  })
})
