/** onnxruntime's native CPU library, one thread: inference, and a product of matrices. It has no training here. */
import { InferenceSession, Tensor, env } from 'onnxruntime-node'
import { networkModel, productModel } from '../onnx.mjs'
import { batchesOf, read } from '../safetensors.mjs'
import { file, sample, serve, work } from '../serve.mjs'

const tensorOf = (shape, values) => new Tensor('float32', values, shape)

const open = (model) => InferenceSession.create(model, {
  executionProviders: ['cpu'], intraOpNumThreads: 1, interOpNumThreads: 1, graphOptimizationLevel: 'all',
})

const predicting = async ({ tensors, workload }) => {
  const batch = work === 'predict' ? workload.batch : 1
  const { shape, model } = networkModel(workload, tensors, batch)
  const { values } = batchesOf({ tensors, workload })[0].inputs
  const given = values.slice(0, shape.reduce((a, b) => a * b, 1))
  // One channel: its first or last place is the same.
  return { session: await open(model), feeds: { x: tensorOf(shape, given) } }
}

const multiplying = async ({ tensors: { a, b }, workload }) =>
  ({ session: await open(productModel(workload)), feeds: { a: tensorOf(a.shape, a.values), b: tensorOf(b.shape, b.values) } })

await serve(async () => {
  if (work === 'step') throw new Error('onnxruntime-node does not train')
  const { session, feeds } = await (work === 'matmul' ? multiplying : predicting)(read(file))
  const { y } = await session.run(feeds)
  const run = async (steps) => { for (let i = 0; i < steps; i++) await session.run(feeds) }
  return { about: `onnxruntime ${env.versions.node}, Node ${process.versions.node}`, check: sample(y.data), run }
})
