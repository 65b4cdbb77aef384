/**
 * `node training.js BACKEND FROM STEP TO` goes on with the state of file FROM, or from the start where that is `-`, until its
 * step is STEP, saves it in file TO and prints its digest and loss. Dropout, the order of examples, the optimizer's memory, its
 * schedule: all that training has to carry from step to step.
 */
import {
  backend, checkpoint, dataset, loss, network as n, optimizer, pipe, random, receipt, tensor, trainer,
} from '../../src/index.js'

const [name = '', from = '', step = '', to = ''] = process.argv.slice(2)
const backends = { mutable: backend.mutable, wasm: backend.wasm }

const inputs = random.normal(random.key(1), [50, 6])
const targets = tensor.of([50], Array.from({ length: 50 }, (_, i) => i % 3), 'i32')
// Three epochs of seven steps, the last of each with two examples.
const batches = pipe(dataset.of({ inputs, targets }), dataset.batches({ size: 8, epochs: 3, shuffle: random.key(7) }))

const learningRate = optimizer.schedule.cosineDecay({ initial: 0.05, steps: batches.length })
const net = pipe(n.input([6]), n.dense(16), n.tanh, n.dropout(0.5), n.dense(3))
const { init, fold, codec } = trainer(net, { backend: backends[name as keyof typeof backends] })({
  loss: loss.sparseSoftmaxCrossEntropy(),
  optimizer: optimizer.chain(optimizer.clipByGlobalNorm(0.5), optimizer.adam({ learningRate })),
})

const loaded = from === '-' ? undefined : await checkpoint.load(from, codec)()
if (loaded?._tag === 'Left') throw loaded.left
const start = loaded?.right ?? init(random.key(42))
const end = fold(start, [...batches.from(start.step)].slice(0, Number(step) - start.step))
const saved = await checkpoint.save(to, codec)(end)()
if (saved._tag === 'Left') throw saved.left
process.stdout.write(`step ${end.step}, loss ${end.loss}, ${receipt.digest(end)}\n`)
