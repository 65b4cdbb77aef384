/**
 * This project: a fold on the backend named in the options, `{ "backend": "wasm" }`, `{ "threads": 2 }` or
 * `{ "numerics": "relaxed" }`; `"wider": true` has V8 join neighbouring vectors first, where it can.
 */
import { backend as backends, loss, optimizer, random, tensor, trainer } from '../../../dist/src/index.js'
import { named, networkOf } from '../network.mjs'
import { batchesOf, read } from '../safetensors.mjs'
import { adam, checkedSteps, file, options, sample, serve, stepsPerTraining, work } from '../serve.mjs'

const backendOf = async ({ backend = 'wasm', threads, numerics }) => {
  if (numerics !== undefined) return backends.wasmWith({ numerics })
  if (threads === undefined) return backends[backend] ?? Promise.reject(new Error(`no backend.${backend} yet`))
  if (backends.wasmThreads === undefined) throw new Error('no backend.wasmThreads yet')
  return backends.wasmThreads({ threads })
}

const tensorOf = ({ shape, values }) => tensor.of(shape, values, values instanceof Int32Array ? 'i32' : 'f32')

/** The same tree with the file's tensors for leaves. */
const paramsOf = (params, tensors, way = 'params') => {
  if ('shape' in params) return tensorOf(tensors[way])
  const own = Object.entries(params).map(([key, part]) => [key, paramsOf(part, tensors, `${way}.${key}`)])
  return Array.isArray(params) ? own.map(([, part]) => part) : Object.fromEntries(own)
}

const training = (backend, { tensors, workload }) => {
  const net = networkOf(workload)
  const { init, fold } = trainer(net, { backend })({
    loss: loss.sparseSoftmaxCrossEntropy(), optimizer: optimizer.adam(adam),
  })
  const batches = batchesOf({ tensors, workload })
    .map(({ inputs, targets }) => ({ inputs: tensorOf(inputs), targets: tensorOf(targets) }))
  const start = init(random.key(0))
  const begin = { ...start, params: paramsOf(start.params, tensors) }
  let state = begin
  const run = (steps) => {
    for (let left = steps; left > 0;) {
      if (state.step >= stepsPerTraining) state = begin
      const some = Math.min(left, stepsPerTraining - state.step)
      state = fold(state, Array.from({ length: some }, (_, i) => batches[(state.step + i) % batches.length]))
      left -= some
    }
  }
  run(checkedSteps + 1)
  const params = () => named(state.params).map(([, x]) => Float32Array.from(tensor.toArray(x)))
  return { check: [state.loss], run, params }
}

const predicting = (backend, { tensors, workload }) => {
  const net = networkOf(workload)
  const params = paramsOf(net.init(random.key(0)), tensors)
  const { shape, values } = batchesOf({ tensors, workload })[0].inputs
  const { init, predict: slow } = trainer(net, { backend })({
    loss: loss.sparseSoftmaxCrossEntropy(), optimizer: optimizer.adam(adam),
  })
  const compiled = net.compile?.(params, { backend })
  const state = compiled === undefined ? { ...init(random.key(0)), params } : undefined
  const predict = compiled?.predict ?? ((x) => slow(state, x))
  const size = workload.input.reduce((a, b) => a * b, 1)
  const single = compiled === undefined ? [1, ...workload.input] : workload.input
  const inputs = work === 'predict' ? tensorOf({ shape, values }) : tensorOf({ shape: single, values: values.subarray(0, size) })
  const run = (steps) => { for (let i = 0; i < steps; i++) predict(inputs) }
  return { check: sample(tensor.toArray(predict(inputs))), run }
}

/** A product of matrices as a program of its own; the factors stay with the backend, as they do in the other peers. */
const multiplying = (backend, { tensors: { a, b }, workload: { m, k, n } }) => {
  const type = (...shape) => ({ shape, dtype: 'f32' })
  const primitive = { kind: 'contract', transposeA: false, transposeB: false }
  const program = {
    inputs: [type(m, k), type(k, n)],
    instructions: [{ primitive, operands: [0, 1], first: 2, types: [type(m, n)] }],
    results: [0, 1, 2],
  }
  const product = backend.loop(program, 2)([a.values, b.values])
  const run = (steps) => { for (let i = 0; i < steps; i++) product.step([]) }
  return { check: sample(product.step([])[0]), run }
}

await serve(async () => {
  const asked = JSON.parse(options)
  const answer = asked.wider === true ? await backends.wider() : { wider: false }
  const backend = await backendOf(asked)
  const make = work === 'step' ? training : work === 'matmul' ? multiplying : predicting
  return { about: `${backend.name}${answer.wider ? ', wider' : ''}, Node ${process.versions.node}`, ...make(backend, read(file)) }
})
