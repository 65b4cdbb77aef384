/** jax-js on its WebAssembly backend: the whole step under `jit`. It needs Node 22 or later. */
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { readFileSync } from 'node:fs'
import { blockUntilReady, defaultDevice, init, jit, lax, nn, numpy as np, valueAndGrad } from '@jax-js/jax'
import { isTokens } from '../network.mjs'
import { batchesOf, read } from '../safetensors.mjs'
import { adam, checkedSteps, file, sample, serve, work } from '../serve.mjs'

const tensorOf = ({ shape, values }) => np.array(values).reshape([...shape])
const { version } = JSON.parse(readFileSync(join(
  dirname(createRequire(import.meta.url).resolve('@jax-js/jax')), '../package.json'), 'utf8'))

/** Channels first, as its convolution wants them. A function takes what it is given; `.ref` keeps a value for one use more. */
const channelsFirst = (x) => np.transpose(x, [0, 3, 1, 2])

const paramsOf = ({ layers }, tensors) => {
  if (isTokens(layers)) throw new Error('no sequence model is written for it here')
  return layers.filter(({ kind }) => kind === 'dense' || kind === 'conv2d').map(({ kind }, i) => {
    const stored = (name) => tensorOf(tensors[`params.${i}.${name}`])
    return kind === 'dense' ? [stored('weights'), stored('bias')]
      : [np.transpose(stored('kernel'), [3, 2, 0, 1]), stored('bias')]
  })
}

const networkOf = ({ layers }) => (params, x) => {
  let weighted = 0
  return layers.reduce((y, { kind, window, filters, padding }) => {
    if (kind === 'dense') {
      const [weights, bias] = params[weighted++]
      return np.matmul(y, weights).add(bias)
    }
    if (kind === 'conv2d') {
      const [kernel, bias] = params[weighted++]
      return lax.conv(y, kernel, [1, 1], padding.toUpperCase()).add(bias.reshape([1, filters, 1, 1]))
    }
    if (kind === 'maxPool2d') {
      const [n, channels, height, width] = y.shape
      const [h, w] = window
      return np.max(y.reshape([n, channels, height / h, h, width / w, w]), [3, 5])
    }
    // The file's order of the dense layer's inputs is height, width, channels.
    if (kind === 'flatten') return np.transpose(y, [0, 2, 3, 1]).reshape([y.shape[0], -1])
    return nn.relu(y)
  }, x)
}

const inputsOf = (stored) => (stored.shape.length === 4 ? channelsFirst(tensorOf(stored)) : tensorOf(stored))
const map = (f, ...trees) => trees[0].map((pair, i) => pair.map((_, j) => f(...trees.map((tree) => tree[i][j]))))

const training = async ({ tensors, workload }) => {
  const apply = networkOf(workload)
  const { learningRate, beta1, beta2, epsilon } = adam
  const lossOf = (params, x, y) => np.sum(nn.logSoftmax(apply(params, x), -1).mul(y)).mul(-1 / workload.batch)
  const step = jit((params, mean, variance, powers, x, y) => {
    const [loss, gradient] = valueAndGrad(lossOf)(map((p) => p.ref, params), x, y)
    const nextPowers = [powers[0].mul(beta1), powers[1].mul(beta2)]
    const nextMean = map((m, g) => m.mul(beta1).add(g.ref.mul(1 - beta1)), mean, gradient)
    const nextVariance = map((v, g) => v.mul(beta2).add(g.ref.mul(g).mul(1 - beta2)), variance, gradient)
    const root = np.sqrt(np.subtract(1, nextPowers[1].ref))
    const rate = root.ref.mul(learningRate).div(np.subtract(1, nextPowers[0].ref))
    const least = root.mul(epsilon)
    const nextParams = map((p, m, v) => p.sub(m.ref.mul(rate.ref).div(np.sqrt(v.ref).add(least.ref))),
      params, nextMean, nextVariance)
    rate.dispose()
    least.dispose()
    return [nextParams, nextMean, nextVariance, nextPowers, loss]
  })
  const batches = batchesOf({ tensors, workload })
    .map(({ inputs, targets }) => [inputsOf(inputs), nn.oneHot(tensorOf(targets), workload.layers.at(-1).units)])
  await blockUntilReady(batches)
  const params = paramsOf(workload, tensors)
  const zeros = () => map((p) => np.zeros(p.shape), params)
  let state = [params, zeros(), zeros(), [np.array(1), np.array(1)]]
  let loss
  let done = 0
  const run = async (steps) => {
    for (let i = 0; i < steps; i++) {
      const [x, y] = batches[done++ % batches.length]
      loss?.dispose()
      ;[state[0], state[1], state[2], state[3], loss] = step(...state, x.ref, y.ref)
      // Steps that wait in line make each other many times slower.
      await blockUntilReady(loss)
    }
    await blockUntilReady([state, loss])
  }
  await run(checkedSteps + 1)
  const numbers = () => Promise.all(state[0].flat().map((x) => x.ref.data()))
  return { check: await loss.ref.data(), run, params: numbers }
}

const predicting = async ({ tensors, workload }) => {
  const apply = jit(networkOf(workload))
  const params = paramsOf(workload, tensors)
  const { shape, values } = batchesOf({ tensors, workload })[0].inputs
  const many = work === 'predict' ? shape[0] : 1
  const size = workload.input.reduce((a, b) => a * b, 1)
  const inputs = inputsOf({ shape: [many, ...workload.input], values: values.slice(0, many * size) })
  const predict = () => apply(map((p) => p.ref, params), inputs.ref).data()
  const run = async (steps) => { for (let i = 0; i < steps; i++) await predict() }
  return { check: sample(await predict()), run }
}

const multiplying = async ({ tensors }) => {
  const [a, b] = [tensorOf(tensors.a), tensorOf(tensors.b)]
  await blockUntilReady([a, b])
  const product = jit((x, y) => np.matmul(x, y))
  const run = async (steps) => {
    for (let i = 0; i < steps; i++) {
      const c = product(a.ref, b.ref)
      await blockUntilReady(c)
      c.dispose()
    }
  }
  return { check: sample(await product(a.ref, b.ref).data()), run }
}

await serve(async () => {
  await init('wasm')
  defaultDevice('wasm')
  const make = work === 'step' ? training : work === 'matmul' ? multiplying : predicting
  return { about: `jax-js ${version} wasm, Node ${process.versions.node}`, ...await make(read(file)) }
})
