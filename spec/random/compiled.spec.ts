/** Every draw of many elements, by its program, has the bits of its plain meaning; walked by name. */
import { describe, expect, test } from 'vitest'
import { pure } from '../../src/backend/index.js'
import * as initializer from '../../src/network/initializer.js'
import * as random from '../../src/random/index.js'
import type { Key } from '../../src/random/index.js'
import { order } from '../../src/random/order.js'
import * as tensor from '../../src/tensor/index.js'
import { elements, type AnyTensor } from '../../src/tensor/tensor.js'
import * as tree from '../../src/tensor/tree.js'
import { sameBits } from '../backend/each.js'
import { compiled } from '../tensor/compiled.js'

/** More than are drawn without a program, and no multiple of anything. */
const many = 16999

const weights = Array.from({ length: 300 }, (_, i) => i % 7)

/** What a key alone gives: in a trace, which `pure` runs, and at once. */
const draws: Readonly<Record<string, (k: Key, n: number) => unknown>> = {
  bits: (k, n) => random.bits(k, [n]),
  split: (k, n) => random.split(k, Math.min(n, 600)),
  foldIn: (k, n) => random.foldIn(k, n),
  uniform: (k, n) => [
    random.uniform(k, [n]), random.uniform(k, [n], { low: -3.3, high: 7.1 }), random.uniform(k, [n], { low: -1 }, 'f64'),
  ],
  normal: (k, n) => [random.normal(k, [n]), random.normal(k, [1, n], 'f64')],
  truncatedNormal: (k, n) => [
    random.truncatedNormal(k, [n]), random.truncatedNormal(k, [n], { low: 0.5, high: 3 }),
    random.truncatedNormal(k, [n], {}, 'f64'),
  ],
  bernoulli: (k, n) => random.bernoulli(k, 0.3, [n]),
  integers: (k, n) => [random.integers(k, [n], { low: -7, high: 1000 }), random.integers(k, [n], { low: 0, high: 2 ** 31 })],
  choice: (k, n) => [
    random.choice(k, 1000, [n]), random.choice(k, 300, [n], { weights }), random.choice(k, 1, [n], { weights: [2] }),
    random.choice(k, tensor.range(300), [n], { weights: weights.toReversed() }),
    random.choice(k, n, [n], { replace: false }), random.choice(k, 300, [Math.min(n, 250)], { replace: false, weights }),
    random.choice(k, tensor.range(300), [2, 9], { replace: false }),
  ],
  ...Object.fromEntries((['gumbel', 'laplace', 'logistic', 'cauchy'] as const).map((name) => [name, (k: Key, n: number) => [
    random[name](k, [n]), random[name](k, [n], { location: -2, scale: tensor.full([n], 0.3, 'f64') }),
  ]])),
  exponential: (k, n) => [random.exponential(k, [n]), random.exponential(k, [n], { rate: 3 }, 'f64')],
  gamma: (k, n) => [random.gamma(k, 2, [n]), random.gamma(k, tensor.of([3], [0.4, 1, 20], 'f64'), [5, 3])],
  beta: (k, n) => random.beta(k, 0.5, 3, [Math.min(n, 2000)]),
  dirichlet: (k, n) => random.dirichlet(k, tensor.of([3], [0.5, 1, 2]), [Math.min(n, 2000)]),
  poisson: (k, n) => [random.poisson(k, 3, [n]), random.poisson(k, tensor.of([3], [0, 11, 1e5]), [5, 3])],
  multivariateNormal: (k, n) =>
    random.multivariateNormal(k, tensor.of([2], [1, 2]), tensor.of([2, 2], [2, 1, 1, 3]), [n]),
  categorical: (k, n) => {
    const logits = tensor.broadcastTo([n, 3])(tensor.of([3], [0, 1, 2]))
    return [random.categorical(k, logits), random.categorical(k, logits, { temperature: 2, topK: 2, topP: 0.9 })]
  },
}

const initializers: Readonly<Record<string, initializer.Initializer>> = {
  uniform: initializer.uniform({ low: -1, high: 2 }),
  normal: initializer.normal({ mean: 0.5, deviation: 0.3 }),
  truncatedNormal: initializer.truncatedNormal({ mean: -2, deviation: 0.3 }),
  ...Object.fromEntries((['glorotUniform', 'glorotNormal', 'heUniform', 'heNormal', 'lecunUniform', 'lecunNormal'] as const)
    .map((name) => [name, initializer[name]])),
}

/** Drawn at once, twice, and as a traced program means it. */
const expectSameDraw = (draw: (k: Key) => unknown): void => {
  const k = random.key(11)
  const [meant, first, second] = [compiled(pure, draw, k), draw(k), draw(k)].map((drawn) => tree.tensors(drawn))
  for (const drawn of [first, second]) {
    expect(drawn?.map(String)).toEqual(meant?.map(String))
    drawn?.forEach((x, i) => expect(sameBits(elements(x), elements((meant as readonly AnyTensor[])[i]!))).toBe(true))
  }
}

describe.each(Object.entries(draws))('random.%s', (_, draw) => {
  test.each([1, 1025, many])('%i', (n) => expectSameDraw((k) => draw(k, n)))
})

test.each(Object.entries(initializers))('network.initializer.%s', (_, make) => {
  for (const dtype of ['f32', 'f64'] as const)
    for (const shape of [[many], [130, 131], [3, 2]]) expectSameDraw((k) => make(k, shape, dtype))
})

test('no draw is missing', () => {
  // A permutation is an array, sorted: below.
  expect(Object.keys(random).sort()).toEqual([...Object.keys(draws), 'key', 'permutation'].sort())
  const others = ['constant', 'fans', 'given', 'ones', 'orthogonal', 'zeros']
  expect(Object.keys(initializer).sort()).toEqual([...Object.keys(initializers), ...others].sort())
})

test.each([0, 1, 2, 255, 4095, 4096, 20000])('a permutation of %i is sorted by the words of its key', (n) => {
  const k = random.key(5)
  // The keys that it is split into are the same blocks.
  const words = n === 0 ? [] : random.split(k, n).map((pair) => tensor.toArray(pair))
  const word = (i: number, half: 0 | 1): number => words[i]![half]!
  const expected = [...words.keys()].sort((a, b) => word(a, 0) - word(b, 0) || word(a, 1) - word(b, 1) || a - b)
  expect([...random.permutation(k, n)]).toEqual(expected)
  if (n > 0) expect(tensor.toArray(random.choice(k, n, [n], { replace: false }))).toEqual(expected)
})

test.each([300, 20000])('%i without putting back, by weight: in the order of times over weights', (n) => {
  const k = random.key(6)
  const own = Array.from({ length: n }, (_, i) => i % 5)
  const time = compiled(pure, (from: Key) => random.uniform(from, [n], {}, 'f64'), k)
  const clocks = elements(tensor.neg(tensor.log1p(tensor.neg(time)))) as Float64Array
  const expected = [...own.keys()].filter((i) => own[i] !== 0)
    .sort((a, b) => clocks[a]! / own[a]! - clocks[b]! / own[b]! || a - b)
  expect(tensor.toArray(random.choice(k, n, [expected.length], { replace: false, weights: own }))).toEqual(expected)
})

test.each([3000, 5000])('%i equal numbers keep their order, whatever the size of a digit', (n) => {
  const high = Uint32Array.from({ length: n }, (_, i) => (i % 3 === 0 ? 0xffffffff : i % 3))
  const low = Uint32Array.from({ length: n }, (_, i) => (i % 2) * 0x80000001)
  const expected = [...high.keys()].sort((a, b) => high[a]! - high[b]! || low[a]! - low[b]! || a - b)
  expect([...order(high, low)]).toEqual(expected)
})

test('many normal numbers come several times as fast by their program as without one', () => {
  const [k, n] = [random.key(0), 60000]
  const least = (run: () => unknown): number => Math.min(...[0, 1, 2].map(() => {
    const { user } = process.cpuUsage()
    run()
    return process.cpuUsage().user - user
  }))
  random.normal(k, [n])
  const plain = least(() => compiled(pure, (from: Key) => random.normal(from, [n]), k))
  expect(least(() => random.normal(k, [n]))).toBeLessThan(plain / 2)
})
