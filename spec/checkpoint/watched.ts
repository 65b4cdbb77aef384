/**
 * `node watched.js HOW FILE LINES` trains with observers and a checkpoint, in `fold` or `foldAsync`, from FILE on if it is there, and
 * prints what came of it; each step says that it is done, and takes a while, so that it can be killed at any moment.
 */
import { writeSync } from 'node:fs'
import {
  backend, checkpoint, dataset, loss, metric, network as n, observe, optimizer, pipe, random, receipt, tensor, trainer,
} from '../../src/index.js'

const [how = '', file = '', lines = '', pause = '0'] = process.argv.slice(2)

const inputs = random.normal(random.key(1), [48, 6])
const targets = tensor.of([48], Array.from({ length: 48 }, (_, i) => i % 3), 'i32')
const data = dataset.of({ inputs, targets })
const batches = pipe(data, dataset.batches({ size: 8, epochs: 8, shuffle: random.key(7) }))

const net = pipe(n.input([6]), n.dense(16), n.tanh, n.dropout(0.5), n.dense(3))
const { init, observe: watch, codec, evaluate } = trainer(net, { backend: backend.mutable })({
  loss: loss.sparseSoftmaxCrossEntropy(), optimizer: optimizer.adam({ learningRate: 0.05 }),
})
type State = ReturnType<typeof init>

/** A step that is long enough for a signal. */
const wait = (): void => { Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, Number(pause)) }

const observer = observe.all({
  losses: observe.history<State>(),
  told: observe.progress<State>(({ step }) => { writeSync(2, `${step}\n`); wait() }),
  checks: observe.validation({ every: 3, evaluate: (state: State) => evaluate(state, data, { accuracy: metric.accuracy }) }),
  best: observe.earlyStopping({ every: 2, patience: 12, measure: (state: State) => evaluate(state, data, { loss: metric.loss }).loss }),
  trail: receipt.trail<State>(),
  run: observe.record<State>({ start: { title: 'killed' }, histograms: 5, file: lines }),
  saved: observe.checkpoint<State>({ every: 4, file, codec }),
})

const resumed = await observe.resume(file, codec, { start: () => init(random.key(42)) })(observer)()
if (resumed._tag === 'Left') throw resumed.left
const { state: start, observer: goingOn } = resumed.right
const rest = batches.from(start.step)
const { state, seen, stopped } = how === 'fold' ? watch(goingOn).fold(start, rest)
  : await watch(goingOn).foldAsync(start, rest, { yieldEvery: 0 })
const { best, ...others } = seen
const bestState = receipt.digest({ ...best.state.params })
process.stdout.write(JSON.stringify([receipt.digest(state.params), state.step, stopped ?? null, { ...best, state: bestState }, others]))
// The last state is in the file.
const loaded = await checkpoint.load(file, codec)()
if (loaded._tag === 'Left' || loaded.right.step !== state.step) throw new Error('the last state is not saved')
