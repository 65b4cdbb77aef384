/**
 * A workload's training step as a text in StableHLO, for peers that run such: `node text.mjs FILE` prints
 * `{ text, inputs: [{ name, dtype, shape }], carried }`; results are the carried inputs, then the loss.
 */
import { loss, optimizer, random, tensor, trainer } from '../../dist/src/index.js'
import { text } from '../../dist/src/stablehlo/index.js'
import { networkOf } from './network.mjs'
import { batchesOf, read } from './safetensors.mjs'
import { adam } from './serve.mjs'

const { tensors, workload } = read(process.argv[2])
const { init, program } = trainer(networkOf(workload))({
  loss: loss.sparseSoftmaxCrossEntropy(), optimizer: optimizer.adam(adam),
})
const tensorOf = ({ shape, values }) => tensor.zeros(shape, values instanceof Int32Array ? 'i32' : 'f32')
const [{ inputs, targets }] = batchesOf({ tensors, workload })
const step = program(init(random.key(0)), { inputs: tensorOf(inputs), targets: tensorOf(targets) }, { simplified: false })
const written = text(step)
if (written._tag === 'Left') throw written.left
const types = { f32: 'float32', i32: 'int32', u32: 'uint32' }
console.log(JSON.stringify({
  text: written.right,
  inputs: step.inputs.map(({ shape, dtype }, i) => ({ name: step.names.inputs[i], dtype: types[dtype], shape })),
  carried: step.results.length - 1,
}))
