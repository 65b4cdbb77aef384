/**
 * 04 · Watching a training: history, validation, and stopping in time.
 *
 * Training is a fold, and what watches it is composed around it: an observer sees every step and may stop the fold, but
 * never changes it. The same batches without observers give the same bits.
 */
import assert from 'node:assert/strict'
import { dataset, loss, metric, network as n, observe, optimizer, pipe, random, receipt, trainer } from 'tenfold'
import './kit/terminal.js'
import './kit/wider.js'

// Digits drawn by a key, shuffled into three parts: to learn from, to decide when to stop, and to report at the end.
const [train, validation, test] = pipe(
  dataset.drawnDigits({ count: 1500, key: random.key(1) }), dataset.split([900, 300, 300], random.key(2)),
)

const classifier = pipe(n.input([28, 28, 1]), n.flatten, n.dense(64), n.relu, n.dense(10))
const { init, fold, observe: watch, evaluate } = trainer(classifier)({
  loss: loss.sparseSoftmaxCrossEntropy(),
  optimizer: optimizer.adam({ learningRate: 3e-3 }),
})

const start = init(random.key(42))
const batches = pipe(train, dataset.batches({ size: 40, epochs: 15, shuffle: random.key(7) }))
const epoch = batches.length / batches.epochs

// Several observers as one: what each has seen comes back under its name.
const { state, seen, stopped } = watch(observe.all({
  losses: observe.history(),
  scores: observe.validation({
    every: epoch,
    evaluate: (s) => evaluate(s, validation, { accuracy: metric.accuracy, loss: metric.loss }),
  }),
  best: observe.earlyStopping({
    every: epoch,
    patience: 2,
    delta: 0.02,
    measure: (s) => evaluate(s, validation, { loss: metric.loss }).loss,
  }),
  finite: observe.finite(),
})).fold(start, batches)

// The loss of every step, in one line; each column is the mean over some steps.
const bars = '▁▂▃▄▅▆▇█'
const width = Math.ceil(seen.losses.length / 60)
const means = Array.from({ length: Math.ceil(seen.losses.length / width) }, (_, i) => {
  const part = seen.losses.slice(i * width, (i + 1) * width)
  return part.reduce((sum, one) => sum + one.loss, 0) / part.length
})
console.log(means.map((mean) => bars[Math.min(7, Math.floor((8 * mean) / Math.max(...means)))]).join(''))
for (const { step, values } of seen.scores) {
  console.log(`step ${step}: ${(100 * values.accuracy).toFixed(2)} %, loss ${values.loss.toFixed(4)}`)
}
console.log(stopped ?? 'the batches came to their end')

// The best state is kept, not the last one.
const { accuracy } = evaluate(seen.best.state, test, { accuracy: metric.accuracy })
console.log(`kept step ${seen.best.step}: ${(100 * accuracy).toFixed(2)} % of the test`)

// And nobody was disturbed: the bare fold over as many batches ends with the same parameters, to the bit.
const bare = fold(start, [...batches].slice(0, state.step))
assert.equal(receipt.digest(bare.params), receipt.digest(state.params))
console.log(`parameters ${receipt.digest(state.params)}`)
