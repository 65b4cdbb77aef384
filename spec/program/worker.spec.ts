/** A program goes to another thread as it is, and runs there to the same bits. */
import { fileURLToPath } from 'node:url'
import { Worker } from 'node:worker_threads'
import { expect, test } from 'vitest'
import { trainer, loss, network as n, optimizer, pipe, random, receipt, tensor as t } from '../../src/index.js'
import { wasm } from '../../src/backend/index.js'
import { elements } from '../../src/tensor/tensor.js'
import { tensors } from '../../src/tensor/tree.js'

const index = fileURLToPath(new URL('../../dist/src/index.js', import.meta.url))
const code = `
  const { parentPort, workerData } = require('node:worker_threads')
  import(${JSON.stringify(index)}).then(({ backend, receipt }) => parentPort.on('message', ({ program, inputs }) =>
    parentPort.postMessage({ digest: receipt.programDigest(program), results: backend.wasm.compile(program)(inputs) })))
`

test('the step of a training, posted', async () => {
  const net = pipe(n.input([5]), n.dense(4), n.leakyRelu(0.1), n.dropout(0.5), n.gelu, n.dense(3))
  const { init, program } = trainer(net)({ loss: loss.sparseSoftmaxFocal({ gamma: 3 }), optimizer: optimizer.adam({ learningRate: 1e-3 }) })
  const state = init(random.key(0))
  const batch = { inputs: t.ones([2, 5]), targets: t.of([2], [0, 2], 'i32') }
  const step = program(state, batch)
  const inputs = tensors([state.params, state.optimizer, state.key, t.scalar(0, 'u32'), batch]).map(elements)
  const worker = new Worker(code, { eval: true })
  try {
    const answer = await new Promise<{ readonly digest: string; readonly results: readonly Float32Array[] }>((resolve, reject) => {
      worker.once('message', resolve).once('error', reject)
      worker.postMessage({ program: step, inputs })
    })
    expect(answer.digest).toBe(receipt.programDigest(step))
    expect(answer.results.map((x) => [...x])).toEqual(wasm.compile(step)(inputs).map((x) => [...x]))
  } finally { await worker.terminate() }
})
