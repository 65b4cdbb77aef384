/** What is too large for any memory is an error at once, with the bytes that it would take. */
import { expect, test, vi } from 'vitest'
import {
  TenfoldError, augment, backend, dataset, loss, network as n, optimizer, pipe, preprocess, random, signal, tensor as t, text, trainer,
} from '../../src/index.js'
import { allocate } from '../../src/program/elements.js'
import type { Program } from '../../src/program/program.js'

const key = random.key(0)
const many = 2 ** 31
const column = t.zeros([70_000, 1])
const row = t.zeros([1, 70_000])
const untyped = (f: unknown) => f as (...args: readonly any[]) => any
const wide = pipe(n.input([70_000]), n.dense(70_000))

/** Small arguments that ask for something large. */
const cases: Readonly<Record<string, () => unknown>> = {
  'of': () => t.of([2 ** 40], []),
  'full': () => t.full([many], 1),
  'zeros': () => t.zeros([2 ** 40]),
  'zeros of doubles': () => t.zeros([2 ** 30], 'f64'),
  'sizes whose product no number holds': () => t.zeros([2 ** 53 - 1, 2 ** 53 - 1, 2 ** 53 - 1]),
  'ones': () => t.ones([many]),
  'range': () => t.range(2 ** 40),
  'broadcastTo': () => pipe(t.scalar(1), t.broadcastTo([many])),
  'add of a column and a row': () => pipe(column, t.add(row)),
  'matmul of a column and a row': () => pipe(column, t.matmul(row)),
  'oneHot': () => t.oneHot(many)(t.range(2)),
  'pad': () => pipe(t.ones([2]), t.pad([[many, many]])),
  'gather': () => pipe(t.zeros([2, 2 ** 20]), t.gather(t.zeros([2 ** 14], 'i32'))),
  'concatenate': () => untyped(t.concatenate(0))(Array.from({ length: 3 }, () => t.zeros([2 ** 29]))),
  'stack': () => untyped(t.stack(0))(Array.from({ length: 3 }, () => t.zeros([2 ** 29]))),
  'conv1d with padding': () => pipe(t.ones([1, 2, 1]), untyped(t.conv1d(t.ones([1, 1, 1]), { padding: [many, many] as const }))),
  'maxPool1d with padding': () => pipe(t.ones([1, 2, 1]), untyped(t.maxPool1d(1, { padding: [many, many] as const }))),
  'toArray': () => t.toArray(t.zeros([2 ** 30])),
  'toNested': () => t.toNested(t.zeros([2 ** 30])),
  'toJSON': () => JSON.stringify(t.zeros([2 ** 30])),
  'bits': () => random.bits(key, [many]),
  'uniform': () => random.uniform(key, [many]),
  'normal': () => random.normal(key, [many]),
  'normal of doubles': () => random.normal(key, [2 ** 30], 'f64'),
  'truncatedNormal': () => random.truncatedNormal(key, [many]),
  'bernoulli': () => random.bernoulli(key, 0.5, [2 ** 33]),
  'integers': () => random.integers(key, [many], { low: 0, high: 2 }),
  'choice': () => random.choice(key, 3, [many]),
  'choice without replacement': () => random.choice(key, 2 ** 31, [2], { replace: false }),
  'permutation': () => random.permutation(key, 2 ** 31 - 1),
  'split': () => random.split(key, 2 ** 30),
  'initial weights of dense': () => wide.init(key),
  'initial weights of dense, zeros': () => pipe(n.input([70_000]), n.dense(70_000, { weights: n.initializer.zeros })).init(key),
  'initial weights of dense, orthogonal': () => n.initializer.orthogonal()(key, [70_000, 70_000], 'f32'),
  'initial weights of dense, glorotNormal': () => n.initializer.glorotNormal(key, [70_000, 70_000], 'f32'),
  'initial weights of conv2d': () => pipe(n.input([9000, 9000, 64]), n.conv2d({ filters: 64, kernel: [9000, 9000] })).init(key),
  'initial table of embedding': () => pipe(n.input([4], 'i32'), n.embedding(2 ** 20, 2 ** 12)).init(key),
  'initial weights of lstm': () => pipe(n.input([4, 2]), n.recurrent(n.lstm(40_000))).init(key),
  'initial state of a trainer': () =>
    trainer(wide)({ loss: loss.squaredError(), optimizer: optimizer.sgd({ learningRate: 0.1 }) }).init(key),
  'drawnDigits': () => dataset.drawnDigits({ count: 1e9, key }),
  'fromExamples': () => dataset.fromExamples({ inputs: [many], targets: [] })([{ inputs: 1, targets: 1 }]),
  'windows': () => text.windows({ length: 2 ** 15, step: 1 })(t.range(2 ** 17)),
  'oneHot of categories': () =>
    preprocess.oneHot({ categories: Array.from({ length: 2 ** 15 + 1 }, (_, i) => i), unknown: 'zeros' })(t.zeros([2 ** 15], 'i32')),
  'spectrogram': () => untyped(signal.spectrogram({ length: 10 ** 6, step: 1 }))(t.zeros([1, 2])),
  'melFilters': () => signal.melFilters({ length: 10 ** 6, rate: 16, bands: 10 ** 4 }),
  'hann': () => signal.hann(1e9),
  'bands': () => signal.melFilters({ length: 1, rate: 16, bands: 1e9 }),
  'masks': () => augment.timeMask({ frames: 1, count: 1e12 })(key)(t.zeros([1, 2, 2])),
  'elements': () => allocate('f64', 2 ** 30),
}

test.each(Object.entries(cases))('%s', (_, large) => {
  const begin = performance.now()
  let error: unknown
  try {
    large()
  } catch (thrown) {
    error = thrown
  }
  expect(error).toBeInstanceOf(TenfoldError)
  expect((error as Error).message).toMatch(/would take [\d.e+]+ bytes|at most \d+|from \d+ to \d+|should be/)
  // Nothing of it has been computed: a thousandth of it would take longer than this.
  expect(performance.now() - begin).toBeLessThan(5000)
})

test('says the bytes', () => {
  expect(() => pipe(column, t.matmul(row))).toThrow(/\[70000, 70000\] would take 19600000000 bytes \(4900000000 elements of f32\)/)
  expect(() => random.normal(key, [many])).toThrow('normal: shape [2147483648] would take 8589934592 bytes')
  expect(() => wide.init(key)).toThrow(/^dense: .*would take 19600000000 bytes/)
  expect(() => dataset.drawnDigits({ count: 1e9, key })).toThrow('dataset.drawnDigits: count would take 3136000000000 bytes')
})

test('what the engine has no memory left for is an error with the bytes, too', async () => {
  const refusing = class { constructor() { throw new RangeError('Array buffer allocation failed') } }
  vi.stubGlobal('Float32Array', refusing)
  try {
    // Another instance of the module, in an engine that has nothing left.
    const { allocate: refused } = await import('../../src/program/elements.js?refusing' as string) as { allocate: typeof allocate }
    expect(() => refused('f32', 5)).toThrow('elements would take 20 bytes (5 elements of f32), more than the engine has left')
    expect(() => refused('f32', 5)).toThrow(TenfoldError)
  } finally {
    vi.unstubAllGlobals()
  }
})

test('a program whose values together take more than memory has is an error', () => {
  const huge = { shape: [2 ** 30], dtype: 'f32' } as const
  const repeated = (first: number) =>
    ({ primitive: { kind: 'broadcast', shape: huge.shape }, operands: [0], first, types: [huge] }) as const
  const twice: Program = { inputs: [{ shape: [1], dtype: 'f32' }], instructions: [repeated(1), repeated(2)], results: [1, 2] }
  expect(() => backend.wasm.compile(twice)([new Float32Array(1)])).toThrow(/compile: program should be at most 4 GiB of memory, but is "\d+ bytes"/)
})
