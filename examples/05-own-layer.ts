/**
 * 05 · A layer of your own, and blocks made of layers.
 *
 * A layer is a value that takes a network to a larger one, so your own ones stand in the pipe like any other: give its shape, its
 * parameters and a pure function of them. Its derivative follows from the operations it uses, or from a rule of your own; and the
 * networks that it holds begin, draw and are observed as all others. Layers in a row are a layer again.
 */
import {
  dataset, differentiable, loss, metric, network as n, optimizer, pipe, random, tensor as t, trainer, type Shape,
} from 'tenfold'
import './kit/terminal.js'
import './kit/wider.js'

// A gate that learns how much of each feature to let through: x ⊙ sigmoid(openness).
const gate = n.layer({
  name: 'gate',
  shape: (input: readonly [32]) => input,
  init: () => ({ openness: t.zeros([32]) }),
  apply: ({ openness }) => (x) => pipe(x, t.mul(t.sigmoid(openness))),
})

// Quarters instead of all numbers. Rounding has no slope, so the derivative is taken as if it did not round: a rule of one's own.
const quarters = n.layer({
  name: 'quarters',
  shape: (input: readonly [32]) => input,
  apply: () => (x) =>
    differentiable.custom((v: typeof x) => [pipe(v, t.mul(4), t.round, t.mul(0.25)), (dy: typeof x) => dy])(x)[0],
})

// The greater of each feature and of what a network makes of it. The layer holds that network, whose parameters, dropout and
// statistics are then taken care of.
const rival = n.layer({
  name: 'rival',
  shape: (input: readonly [32]) => input,
  networks: { other: pipe(n.input([32]), n.dense(32), n.batchNorm(), n.relu, n.dropout(0.1)) },
  apply: (_, _context, { other }) => (x) => pipe(x, t.maximum(other(x))),
})

// A block of layers, of any width. One that keeps its shape can be stepped around: x + block(x).
const block = <const Units extends number>(units: Units) => n.sequential(n.dense(units), n.relu, n.dense(units))

// Branches look at the same thing side by side; their outputs are joined.
const wide = n.sequential(n.dense(24), n.relu)
const narrow = n.sequential(n.dense(8), n.tanh)

const classifier = pipe(
  n.input([28, 28, 1]),
  n.flatten,
  n.parallel(wide, narrow), // [24] and [8] make [32]
  n.residual(block(32)),
  gate,
  rival,
  quarters,
  n.named('answer', n.dense(10)),
)
console.log(n.summary(classifier))

// A function over every classifier of one shape: the parameters' type is the network's own business.
const accuracyOf = <P, I extends Shape>(
  net: n.Network<P, I, readonly [10]>,
  [train, test]: readonly dataset.Dataset<I, readonly [], 'i32'>[],
): number => {
  const { init, fold, evaluate } = trainer(net)({
    loss: loss.sparseSoftmaxCrossEntropy(),
    optimizer: optimizer.adamw({ learningRate: 3e-3 }),
  })
  if (train === undefined || test === undefined) return NaN
  const end = fold(init(random.key(0)), pipe(train, dataset.batches({ size: 40, epochs: 4, shuffle: random.key(1) })))
  return evaluate(end, test, { accuracy: metric.accuracy }).accuracy
}
const parts = pipe(dataset.drawnDigits({ count: 2000, key: random.key(1) }), dataset.split(0.8, random.key(2)))
console.log(`accuracy ${(100 * accuracyOf(classifier, parts)).toFixed(2)} %`)
