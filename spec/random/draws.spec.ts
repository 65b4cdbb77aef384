/** Whatever draws is a function of a key: equal keys give equal bits, on every backend, and different keys different ones. */
import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { pipe } from 'fp-ts/lib/function.js'
import { isRight, type Either } from 'fp-ts/lib/Either.js'
import { afterAll, describe, expect, test } from 'vitest'
import { wasmThreads, type Backend } from '../../src/backend/index.js'
import * as augment from '../../src/dataset/augment/index.js'
import * as dataset from '../../src/dataset/index.js'
import * as table from '../../src/dataset/table/index.js'
import * as text from '../../src/dataset/text/index.js'
import { check, checkLinear, type Differentiable } from '../../src/differentiable/index.js'
import * as loss from '../../src/loss/index.js'
import * as model from '../../src/model/index.js'
import * as n from '../../src/network/index.js'
import * as optimizer from '../../src/optimizer/index.js'
import * as random from '../../src/random/index.js'
import { key, type Key } from '../../src/random/index.js'
import { digest } from '../../src/receipt/index.js'
import * as search from '../../src/search/index.js'
import type { TenfoldError } from '../../src/shape/error.js'
import * as tensor from '../../src/tensor/index.js'
import type { Tensor } from '../../src/tensor/tensor.js'
import { of as lossTrainer } from '../../src/trainer/lossTrainer.js'
import { trainer } from '../../src/trainer/trainer.js'
import { backends } from '../backend/each.js'
import { compiled } from '../tensor/compiled.js'

const two = await wasmThreads({ threads: 2 })
afterAll(() => two.close())
const all: readonly Backend[] = [...backends, two]

const data = dataset.of({
  inputs: tensor.of([40, 2], Float32Array.from({ length: 80 }, (_, i) => i)),
  targets: tensor.of([40], Int32Array.from({ length: 40 }, (_, i) => i % 2), 'i32'),
})
const net = pipe(n.input([2]), n.dense(16), n.dropout(0.5), n.dense(2))
const deep = pipe(
  n.input([4, 4, 1]), n.conv2d({ filters: 2, kernel: [2, 2] }), n.flatten, n.layerNorm(), n.residual(pipe(n.input([18]), n.dense(18))),
  n.parallel(pipe(n.input([18]), n.dense(3)), pipe(n.input([18]), n.dense(3), n.dropout(0.5))),
)
const tokens = pipe(
  n.input([4], 'i32'), n.embedding(5, 8), n.positionEmbedding(), n.attention({ heads: 2 }),
  n.bidirectional(n.gru(3)), n.recurrent(n.lstm(4), { returns: 'last' }), n.dense(2),
)
const words = n.input([4], 'i32')
const translating = pipe(words, n.encoderDecoder(pipe(words, n.embedding(5, 8)), (source) =>
  pipe(words, n.embedding(5, 8), n.crossAttention(source, { heads: 2 }))))

/** What a function of keys alone gives: computed by programs on each backend as well. */
const programs: Readonly<Record<string, (k: Key) => unknown>> = {
  'random.split': (k) => random.split(k, 3),
  'random.foldIn': (k) => random.foldIn(k, 7),
  'random.bits': (k) => random.bits(k, [9]),
  'random.uniform': (k) => [random.uniform(k, [9]), random.uniform(k, [9], { low: -1 }, 'f64')],
  'random.normal': (k) => [random.normal(k, [9]), random.normal(k, [9], 'f64')],
  'random.truncatedNormal': (k) => [random.truncatedNormal(k, [9]), random.truncatedNormal(k, [9], { high: 1 }, 'f64')],
  'random.bernoulli': (k) => random.bernoulli(k, 0.4, [99]),
  'random.integers': (k) => random.integers(k, [9], { low: -3, high: 1000 }),
  'random.choice': (k) => random.choice(k, 100, [9]),
  'random.choice without replacement': (k) => random.choice(k, 100, [9], { replace: false }),
  'random.choice without replacement, with weights': (k) =>
    random.choice(k, data.inputs, [9], { replace: false, weights: Array.from({ length: 40 }, (_, i) => i) }),
  ...Object.fromEntries((['gumbel', 'laplace', 'logistic', 'cauchy'] as const).map((name) =>
    [`random.${name}`, (k: Key) => [random[name](k, [9]), random[name](k, [9], {}, 'f64')]])),
  'random.exponential': (k) => [random.exponential(k, [9]), random.exponential(k, [9], { rate: 2 }, 'f64')],
  'random.gamma': (k) => [random.gamma(k, 0.5, [9]), random.gamma(k, 3, [9], 'f64')],
  'random.beta': (k) => [random.beta(k, 0.5, 3, [9]), random.beta(k, 0.5, 3, [9], 'f64')],
  'random.dirichlet': (k) => random.dirichlet(k, tensor.of([3], [1, 2, 3]), [2]),
  'random.poisson': (k) => [random.poisson(k, 4, [9]), random.poisson(k, 1000, [9])],
  'random.multivariateNormal': (k) => random.multivariateNormal(k, tensor.zeros([2]), tensor.eye(2), [3]),
  'random.categorical': (k) => [{}, { temperature: 2, topK: 20, topP: 0.9 }].map((options) =>
    random.categorical(k, tensor.reshape([2, 40])(data.inputs), options)),
  'random.choice with weights': (k) => random.choice(k, data.inputs, [9], { weights: Array.from({ length: 40 }, (_, i) => i) }),
  'network.init, tokens': (k) => [tokens.init(k), translating.init(k)],
  'network.init': (k) => [net.init(k), deep.init(k)],
  'network.init, kernels': (k) => pipe(n.input([4, 4, 2]), n.separableConv2d({ filters: 3, kernel: [2, 2] }), n.prelu()).init(k),
  'network.dropout of channels, examples and with noise': (k) =>
    pipe(n.input([9, 9]), n.spatialDropout(0.5), n.dropPath(0.5), n.alphaDropout(0.5), n.gaussianNoise(1)).apply([], { key: k })(tensor.ones([7, 9, 9])),
  ...Object.fromEntries([
    ...Object.entries({
      uniform: n.initializer.uniform({ low: -1, high: 1 }), normal: n.initializer.normal({ deviation: 1 }),
      truncatedNormal: n.initializer.truncatedNormal({ deviation: 1 }),
    }),
    ...(['glorotUniform', 'glorotNormal', 'heUniform', 'heNormal', 'lecunUniform', 'lecunNormal'] as const)
      .map((name) => [name, n.initializer[name]] as const),
  ].map(([name, make]) => [`network.initializer.${name}`, (k: Key) => [make(k, [4, 3], 'f32'), make(k, [4, 3], 'f64')]])),
  'network.dropout': (k) => n.dropout(0.5)(n.input([99])).apply([], { key: k })(tensor.ones([1, 99])),
  'network.parallel': (k) => deep.apply(deep.init(key(0)), { key: k })(tensor.ones([2, 4, 4, 1])),
}

/** What reads its numbers, or takes decisions, is computed at once. */
const known: Readonly<Record<string, (k: Key) => unknown>> = {
  'random.permutation': (k) => tensor.of([50], random.permutation(k, 50), 'i32'),
  'network.initializer.orthogonal': (k) => n.initializer.orthogonal()(k, [4, 3], 'f32'),
  'dataset.shuffle': (k) => columns(dataset.shuffle(k)(data)),
  'dataset.stratifiedSplit': (k) => dataset.stratifiedSplit(0.5, k)(data).map(columns),
  'dataset.folds': (k) => dataset.folds(4, k)(data).map(({ train, test: tested }) => [columns(train), columns(tested)]),
  'dataset.stratifiedFolds': (k) => dataset.stratifiedFolds(4, k)(data).map(({ train, test: tested }) => [columns(train), columns(tested)]),
  'dataset.batches': (k) => [...dataset.batches({ size: 16, epochs: 2, shuffle: k })(data)],
  'search.grid': (k) => search.grid({ width: search.oneOf([1, 2]) }, { key: k }).map((trial) => trial.key),
  'search.overKeys': (k) => search.overKeys(2)(search.grid({ width: search.oneOf([1, 2]) }, { key: k })).map((trial) => trial.key),
  'search.random': (k) => search.random(space, { trials: 9, key: k }).map((trial) =>
    [trial.key, tensor.of([3], [trial.config.width, trial.config.rate, trial.config.depth], 'f64')]),
  'text.randomWindows': (k) => [...text.randomWindows({ length: 4, size: 3, steps: 2, key: k })(tensor.range(50))],
  'augment.inputs': (k) => [...pipe(images, dataset.batches({ size: 3 }), augment.inputs(augment.shift({ pixels: 2 }), k))],
  'augment.whole': (k) => [...pipe(images, dataset.batches({ size: 3 }), augment.whole(augment.mixUp({ alpha: 0.4 }), k))],
  'augment.shift': (k) => augment.shift({ pixels: 2 })(k)(images.inputs),
  'augment.noise': (k) => augment.noise({ deviation: 0.1 })(k)(images.inputs),
  'differentiable.check': (k) => complaint(check(wrong, half, k)),
  'differentiable.checkLinear': (k) => complaint(checkLinear(wrong, half, k)),
  'dataset.drawnDigits': (k) => columns(dataset.drawnDigits({ count: 3, key: k })),
}
const space = { width: search.oneOf([1, 2, 3]), rate: search.logUniform(1e-3, 1), depth: search.integers(1, 90) }
const images = pipe(dataset.drawnDigits({ count: 6, key: key(3) }), dataset.mapTargets(tensor.oneHot(10)))
const half = tensor.full([3], 0.5, 'f64')
const wrong: Differentiable<typeof half, typeof half> = (x) => [x, tensor.mul(2)]
/** The number that a wrong derivative was found out by. */
const complaint = (found: Either<TenfoldError, void>) => {
  if (isRight(found)) throw new Error('the derivative is wrong')
  return tensor.of([], [Number(found.left.received)], 'f64')
}
const columns = ({ inputs, targets }: { readonly inputs: unknown; readonly targets: unknown }) => ({ inputs, targets })

/** Digests for two keys, each asked for twice. */
const expectFunctionOfKey = (draw: (k: Key) => unknown): string => {
  const [one, again, other] = [key(1), key(1), key(2)].map((k) => digest(draw(k) as never))
  expect(one).toBe(again)
  expect(other).not.toBe(one)
  return one!
}

test.each(Object.entries(known))('%s', (_, draw) => { expectFunctionOfKey(draw) })

test.each(Object.entries(programs))('%s, on every backend', (_, draw) => {
  const atOnce = expectFunctionOfKey(draw)
  for (const backend of all) expect(expectFunctionOfKey((k) => compiled(backend, draw, k))).toBe(atOnce)
})

test('trainer: what is learned, on every backend', () => {
  const learned = all.map((backend) => {
    const { init, fold } = trainer(net, { backend })({ loss: loss.sparseSoftmaxCrossEntropy(), optimizer: optimizer.sgd({ learningRate: 0.01 }) })
    const batches = [...dataset.batches({ size: 16 })(data)]
    expectFunctionOfKey((k) => fold({ ...init(key(0)), key: k }, batches).params)
    return expectFunctionOfKey((k) => fold(init(k), batches).params)
  })
  expect(new Set(learned).size).toBe(1)
})

test('trainer.of: what a loss draws by its key, on every backend', () => {
  const learned = all.map((backend) => {
    const { init, fold } = lossTrainer({
      init: () => tensor.ones([4]),
      loss: (w: tensor.AnyTensor, { x }: { readonly x: tensor.AnyTensor }, { key: k }) =>
        pipe(random.normal(k, [4]), tensor.mul(w), tensor.mul(x), tensor.sum()) as Tensor<readonly []>,
    }, { backend })({ optimizer: optimizer.sgd({ learningRate: 0.01 }) })
    return expectFunctionOfKey((k) => fold(init(k), [{ x: tensor.ones([4]) }, { x: tensor.ones([4]) }]).params)
  })
  expect(new Set(learned).size).toBe(1)
})

test('model.train: what is learned, and which rows are held back, on every backend', async () => {
  const rows = Array.from({ length: 40 }, (_, i) => ({ x: (i * 7) % 11, y: i % 4 }))
  const definition = model.define({
    input: model.row({ x: table.number }), output: model.quantity('y'), network: model.perceptron({ hidden: [4], dropout: 0.1 }),
  })
  const learned = async (backend: Backend, seed: number): Promise<readonly string[]> => {
    const trained = await pipe(rows, model.train(definition, { backend, seed, epochs: 2 }))()
    if (!isRight(trained)) throw trained.left
    return [digest(trained.right.model.params as never), JSON.stringify(trained.right.parts)]
  }
  const [one, other] = [await learned(all[0]!, 1), await learned(all[0]!, 2)]
  expect(other[0]).not.toBe(one[0])
  expect(other[1]).not.toBe(one[1])
  for (const backend of all) expect(await learned(backend, 1)).toEqual(one)
})

describe('nothing else draws', () => {
  const src = fileURLToPath(new URL('../../src/', import.meta.url))
  /** The files that import a function from `random`, and which of the names above look into them. */
  const expected: Readonly<Record<string, readonly string[]>> = {
    'network/initializer.ts': Object.keys(programs).filter((name) => name.startsWith('network.initializer')),
    'network/network.ts': ['network.init'],
    'network/bias.ts': ['network.init'],
    'network/dense.ts': ['network.init'],
    'network/convolution.ts': ['network.init'],
    'network/prelu.ts': ['network.init, kernels'],
    'network/separable.ts': ['network.init, kernels'],
    'network/normalization.ts': ['network.init'],
    'network/attention.ts': ['network.init, tokens'],
    'network/cell.ts': ['network.init, tokens'],
    'network/crossAttention.ts': ['network.init, tokens'],
    'network/embedding.ts': ['network.init, tokens'],
    'network/recurrent.ts': ['network.init, tokens'],
    'checkpoint/named.ts': [],
    'network/combine.ts': ['network.parallel'],
    'network/dropout.ts': ['network.dropout', 'network.dropout of channels, examples and with noise'],
    'network/summary.ts': [],
    'dataset/augment/augmentation.ts': ['augment.shift'],
    'dataset/augment/batches.ts': ['augment.inputs', 'augment.whole'],
    'dataset/augment/mixUp.ts': ['augment.whole'],
    'dataset/augment/noise.ts': ['augment.noise'],
    'dataset/text/windows.ts': ['text.randomWindows'],
    'search/space.ts': ['search.random'],
    'search/trial.ts': ['search.grid', 'search.overKeys', 'search.random'],
    'dataset/arrange.ts': ['dataset.shuffle'],
    'dataset/batches.ts': ['dataset.batches'],
    // The orders of dataset.batches, as spec/xla/job.spec.ts says.
    'xla/data.ts': ['dataset.batches'],
    'dataset/classes.ts': ['dataset.stratifiedSplit'],
    'dataset/drawn.ts': ['dataset.drawnDigits'],
    'dataset/folds.ts': ['dataset.folds', 'dataset.stratifiedFolds'],
    'dataset/split.ts': ['dataset.stratifiedSplit'],
    'differentiable/check.ts': ['differentiable.check', 'differentiable.checkLinear'],
    // They check keys, and draw nothing.
    'network/own.ts': [],
    'network/train.ts': [],
    'trainer/state.ts': [],
    'trainer/learning.ts': ['trainer'],
    'trainer/lossTrainer.ts': ['trainer.of'],
    'trainer/task.ts': ['trainer'],
    'checkpoint/params.ts': [],
    'model/course.ts': ['model.train'],
    'model/parted.ts': ['model.train'],
    'model/parts.ts': ['model.train'],
  }
  const importers = readdirSync(src, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !file.startsWith('random/') && file !== 'index.ts')
    .filter((file) => /^import (?!type\b)[^;'"]*? from '(?:\.\.\/)+random\//m.test(readFileSync(`${src}${file}`, 'utf8')))

  test('a file that imports from random is in the table', () => { expect(importers.sort()).toEqual(Object.keys(expected).sort()) })
  test('every name in the table is looked at above', () => {
    const names = [...Object.keys(programs), ...Object.keys(known), 'trainer', 'trainer.of', 'model.train']
    expect(Object.values(expected).flat().filter((name) => !names.includes(name))).toEqual([])
  })
  test('and so is every function of random that takes a key', () => {
    const names = [...Object.keys(programs), ...Object.keys(known)].map((name) => name.split(' ')[0])
    expect(Object.keys(random).filter((name) => name !== 'key' && !names.includes(`random.${name}`))).toEqual([])
  })
})
