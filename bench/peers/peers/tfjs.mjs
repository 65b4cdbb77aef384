/** TensorFlow.js, `{ "backend": "wasm" }` (XNNPACK, SIMD, one thread) or `{ "backend": "cpu" }` (plain JavaScript). */
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { isTokens } from '../network.mjs'
import { batchesOf, read } from '../safetensors.mjs'
import { adam, checkedSteps, file, options, sample, serve, work } from '../serve.mjs'
import { sequenceOf } from './sequences.mjs'

const require = createRequire(import.meta.url)
// It tells Node's users to install another package; stdout is the protocol's.
console.warn = console.log = console.error
const tf = require('@tensorflow/tfjs')

const start = async ({ backend }) => {
  if (backend === 'wasm') {
    const { setThreadsCount, setWasmPaths } = require('@tensorflow/tfjs-backend-wasm')
    const main = require.resolve('@tensorflow/tfjs-backend-wasm')
    setWasmPaths(join(dirname(main), '/'))
    setThreadsCount(1)
  }
  tf.enableProdMode()
  if (!await tf.setBackend(backend)) throw new Error(`TensorFlow.js has no backend ${backend} here`)
  await tf.ready()
}

const tensorOf = ({ shape, values }) => tf.tensor(values, [...shape], values instanceof Int32Array ? 'int32' : 'float32')

/** Made here: the wasm backend's `oneHot` writes whole numbers where floats should be. */
const oneHot = ({ shape, values }, classes) => {
  const ones = new Float32Array(values.length * classes)
  values.forEach((id, i) => { ones[i * classes + id] = 1 })
  return tf.tensor(ones, [...shape, classes])
}

/** Fused kernels, as TensorFlow.js's own layers use them: product, bias and relu in one. */
const networkOf = (workload, tensors) => {
  const { layers } = workload
  if (isTokens(workload.layers)) {
    const own = Object.entries(tensors).filter(([name]) => name.startsWith('params.'))
    const named = Object.fromEntries(own.map(([name, values]) => [name, tf.variable(tensorOf(values))]))
    return { apply: sequenceOf(tf, workload, named), variables: Object.values(named) }
  }
  let weighted = 0
  const variables = []
  const weights = (name) => {
    const made = tf.variable(tensorOf(tensors[`params.${weighted}.${name}`]))
    variables.push(made)
    return made
  }
  const functions = layers.map(({ kind, window, padding }, i) => {
    const activation = layers[i + 1]?.kind === 'relu' ? 'relu' : 'linear'
    if (kind === 'dense') {
      const [b, bias] = [weights('weights'), weights('bias')]
      weighted++
      return (a) => tf.fused.matMul({ a, b, bias, activation })
    }
    if (kind === 'conv2d') {
      const [filter, bias] = [weights('kernel'), weights('bias')]
      weighted++
      return (x) => tf.fused.conv2d({ x, filter, strides: 1, pad: padding, bias, activation })
    }
    if (kind === 'maxPool2d') return (x) => tf.maxPool(x, window, window, 'valid')
    if (kind === 'flatten') return (x) => tf.reshape(x, [x.shape[0], -1])
    return (x) => x
  })
  return { apply: (x) => functions.reduce((y, apply) => apply(y), x), variables }
}

const training = ({ tensors, workload }) => {
  const { apply, variables } = networkOf(workload, tensors)
  const classes = workload.layers.at(-1).units
  const batches = batchesOf({ tensors, workload }).map(({ inputs, targets }) => ({
    inputs: isTokens(workload.layers) ? oneHot(inputs, classes) : tensorOf(inputs), targets: oneHot(targets, classes),
  }))
  const optimizer = tf.train.adam(adam.learningRate, adam.beta1, adam.beta2, adam.epsilon)
  let done = 0
  const step = (returnCost) => {
    const { inputs, targets } = batches[done++ % batches.length]
    return optimizer.minimize(() => tf.losses.softmaxCrossEntropy(targets, apply(inputs)), returnCost)
  }
  const run = (steps) => { for (let i = 0; i < steps; i++) step(false) }
  run(checkedSteps)
  return { check: step(true).dataSync(), run, params: () => variables.map((x) => x.dataSync()) }
}

const predicting = ({ tensors, workload }) => {
  const { apply } = networkOf(workload, tensors)
  const all = tensorOf(batchesOf({ tensors, workload })[0].inputs)
  const inputs = work === 'predict' ? all : tf.slice(all, 0, 1)
  const predict = () => {
    const outputs = tf.tidy(() => apply(inputs))
    const values = outputs.dataSync()
    outputs.dispose()
    return values
  }
  const run = (steps) => { for (let i = 0; i < steps; i++) predict() }
  return { check: sample(predict()), run }
}

const multiplying = ({ tensors }) => {
  const [a, b] = [tensorOf(tensors.a), tensorOf(tensors.b)]
  const run = (steps) => { for (let i = 0; i < steps; i++) tf.matMul(a, b).dispose() }
  return { check: sample(tf.matMul(a, b).dataSync()), run }
}

await serve(async () => {
  const chosen = JSON.parse(options)
  await start(chosen)
  const make = work === 'step' ? training : work === 'matmul' ? multiplying : predicting
  return { about: `TensorFlow.js ${tf.version.tfjs} ${chosen.backend}, Node ${process.versions.node}`, ...make(read(file)) }
})
