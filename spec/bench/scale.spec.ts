import { expect, it } from 'vitest'
import { profile } from '../../bench/profile.js'
import { operationsOf, power, stepOf } from '../../bench/scale.js'
import { loss, network as n, pipe, random, tensor as t } from '../../src/index.js'
import type { AnyTensor } from '../../src/tensor/tensor.js'
import { trace } from '../../src/tensor/trace.js'
import * as raw from '../../src/tensor/untyped.js'

it('counts two operations for each product, and one for any other element', () => {
  const shapes = [[2, 3, 5], [2, 7, 5]] as const
  const { program } = trace(
    ([a, b]: readonly AnyTensor[]) => raw.neg(raw.contract(a!, b!, false, true)), shapes.map((shape) => t.zeros(shape)))
  expect(operationsOf(program)).toBe(2 * 5 * 2 * 3 * 7 + 2 * 3 * 7)
})

it('finds the power of a power', () => {
  expect(power([1, 2, 5, 9].map((x) => [x, 3 * x ** 1.5]))).toBeCloseTo(1.5, 12)
})

it('runs the step that it counts, and profiles its kernels by name', async () => {
  const net = pipe(n.input([64]), n.dense(128), n.relu, n.dense(10))
  const step = stepOf(net, loss.sparseSoftmaxCrossEntropy(), {
    inputs: random.normal(random.key(0), [64, 64]), targets: random.integers(random.key(1), [64], { low: 0, high: 10 }),
  })
  // Forward, and back to weights and inputs: the first layer's inputs need none.
  expect(step.operations).toBeGreaterThan(2 * 64 * (2 * 64 * 128 + 3 * 128 * 10))
  expect(step.operations).toBeLessThan(1.2 * 2 * 64 * (2 * 64 * 128 + 3 * 128 * 10))
  expect(step.bytes).toBeGreaterThan(4 * 3 * (64 * 128 + 128 * 10))
  const times = await profile(() => { for (let i = 0; i < 200; i++) step.run() })
  expect([...times.keys()].some((name) => name.includes('contract'))).toBe(true)
})
