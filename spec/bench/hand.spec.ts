import { expect, it } from 'vitest'
import { cnn } from '../../bench/hand/cnn.js'
import { mlp } from '../../bench/hand/mlp.js'
import { workload, workloads } from '../../bench/workloads.js'
import { backend, network as n, pipe } from '../../src/index.js'

const small = workload(
  pipe(
    n.input([16, 16, 1]), n.conv2d({ filters: 4, kernel: [5, 5] }), n.relu, n.maxPool2d([2, 2]),
    n.conv2d({ filters: 8, kernel: [5, 5] }), n.relu, n.maxPool2d([2, 2]), n.flatten, n.dense(3),
  ), 5, cnn(16, [4, 8], 3))

const mean = (losses: readonly number[]): number => losses.reduce((a, b) => a + b) / losses.length

/** Sizes that no tile divides. */
const odd = workload(pipe(n.input([30]), n.dense(33), n.relu, n.dense(21), n.relu, n.dense(3)), 31, mlp(30, 33, 21, 3))

it.each([['tiny', workloads.tiny], ['an odd mlp', odd], ['a small cnn', small]])('%s by hand is the same training', (_, made) => {
  const { byHand, on } = made()
  const [hand, ours] = [byHand(), on(backend.mutable)].map((step) => Array.from({ length: 40 }, step)) as [number[], number[]]
  expect(Math.max(...hand.map((loss, i) => Math.abs(loss - ours[i]!)))).toBeLessThan(1e-4)
  // The same ten batches come again.
  expect(mean(hand.slice(30))).toBeLessThan(mean(hand.slice(0, 10)))
})
