/** Writes the workloads' files: initial weights and batches, or matrices, the same for every peer. `node workloads.mjs` */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { checkpoint, dataset, pipe, random, tensor } from '../../dist/src/index.js'
import { named, networkOf } from './network.mjs'

export const folder = fileURLToPath(new URL('data/', import.meta.url))

const dense = (units) => ({ kind: 'dense', units })
const relu = { kind: 'relu' }
const conv = (filters, size = 5, padding = 'valid') => ({ kind: 'conv2d', filters, kernel: [size, size], padding })
const same = (filters) => conv(filters, 3, 'same')
const vocabulary = 65
const embedding = (width) => ({ kind: 'embedding', vocabulary, width })
const residual = (...layers) => ({ kind: 'residual', layers })
const norm = { kind: 'rmsNorm' }
const looking = residual(norm, { kind: 'attention', heads: 4 })
const thinking = residual(norm, dense(256), relu, dense(64))
const pool = { kind: 'maxPool2d', window: [2, 2] }
const flatten = { kind: 'flatten' }

/** Images as lists of pixels or as images, in batches. */
const digits = (size, count, input) =>
  [...pipe(dataset.drawnDigits({ count: size * count, key: random.key(1) }), dataset.batches({ size }))]
    .map(({ inputs, targets }) => ({ inputs: pipe(inputs, tensor.reshape([size, ...input])), targets }))

/** Points of the plane; the class is whether both coordinates have the same sign. */
const quadrants = (size, count) => Array.from({ length: count }, (_, i) => {
  const inputs = random.normal(random.foldIn(random.key(2), i), [size, 2])
  const points = tensor.toArray(inputs)
  const classes = Array.from({ length: size }, (_, j) => (points[2 * j] * points[2 * j + 1] > 0 ? 1 : 0))
  return { inputs, targets: tensor.of([size], classes, 'i32') }
})

/** Sequences of tokens, and for each step the token that comes next. */
const sequences = (size, count, [time]) => Array.from({ length: count }, (_, i) => {
  const tokens = random.integers(random.foldIn(random.key(5), i), [size, time + 1], { low: 0, high: vocabulary })
  const from = (start) => pipe(tokens, tensor.slice([[0, size], [start, start + time]]))
  return { inputs: from(0), targets: from(1) }
})

/** What is trained: layers, the examples in a batch, and the batches, taken in turn. */
export const trained = {
  tiny: { input: [2], layers: [dense(16), relu, dense(16), relu, dense(2)], batch: 32, data: quadrants },
  'mlp-small': { input: [784], layers: [dense(128), relu, dense(10)], batch: 32, data: digits },
  'mlp-large': { input: [784], layers: [dense(512), relu, dense(512), relu, dense(10)], batch: 128, data: digits },
  cnn: {
    input: [28, 28, 1], batch: 32, data: digits,
    layers: [conv(8), relu, pool, conv(16), relu, pool, flatten, dense(10)],
  },
  lenet: {
    input: [28, 28, 1], batch: 32, data: digits,
    layers: [conv(16), relu, pool, conv(32), relu, pool, flatten, dense(128), relu, dense(10)],
  },
  'cnn-same': {
    input: [28, 28, 1], batch: 32, data: digits,
    layers: [same(16), relu, pool, same(32), relu, pool, same(32), relu, flatten, dense(10)],
  },
  transformer: {
    input: [64], batch: 8, data: sequences,
    layers: [
      embedding(64), looking, thinking, looking, thinking, looking, thinking, looking, thinking, norm, dense(vocabulary),
    ],
  },
  gru: { input: [128], batch: 8, data: sequences, layers: [embedding(64), { kind: 'gru', units: 256 }, dense(vocabulary)] },
}

/** Products [m, k]·[k, n]. */
export const products = { 'matmul-512': [512, 512, 512], 'matmul-128x512x10': [128, 512, 10] }

const batches = 4

const write = (name, tensors, workload) => {
  const bytes = checkpoint.encode({ tensors: new Map(tensors), metadata: new Map([['workload', JSON.stringify(workload)]]) })
  writeFileSync(join(folder, `${name}.safetensors`), bytes)
}

/** Writes all files: a few megabytes, the same bytes every time. */
export const writeAll = () => {
  mkdirSync(folder, { recursive: true })
  for (const [name, { input, layers, batch, data }] of Object.entries(trained)) {
    const params = networkOf({ input, layers }).init(random.key(0))
    const given = data(batch, batches, input)
      .flatMap(({ inputs, targets }, i) => [[`batch.${i}.inputs`, inputs], [`batch.${i}.targets`, targets]])
    write(name, [...named(params), ...given], { input, layers, batch, batches })
  }
  for (const [name, [m, k, n]] of Object.entries(products)) {
    const matrix = (seed, shape) => random.uniform(random.key(seed), shape, { low: -1, high: 1 })
    write(name, [['a', matrix(3, [m, k])], ['b', matrix(4, [k, n])]], { m, k, n })
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) writeAll()
