/** What 07 looks for: settings with which the fields of a chessboard are told apart. Workers import this module. */
import { dataset, loss, metric, network as n, optimizer, pipe, random, search, tensor as t, trainer } from 'tenfold'

// What is no plain data goes by its name.
const activations = { relu: n.relu, tanh: n.tanh }

// Points of a board, the same for all trials, and whether the field below each is dark: where one of sin 4x, sin 4y is above 0.
const inputs = random.uniform(random.key(1), [600, 2], { low: -1, high: 1 })
const targets = pipe(inputs, t.mul(4), t.sin, t.greater(0), t.cast('i32'), t.sum([1]), t.equal(1), t.cast('i32'))
const data = dataset.of({ inputs, targets })

export const objective = search.objective({
  space: {
    width: search.oneOf([8, 16, 32]),
    activation: search.oneOf(['relu', 'tanh']),
    dropout: search.uniform(0, 0.3),
    learningRate: search.logUniform(3e-3, 1e-1),
  },
  module: import.meta.url,
}, ({ config: { width, activation, dropout, learningRate }, key, fold, folds }) => {
  // Which part is held back changes from fold to fold.
  const parts = pipe(data, dataset.folds(folds))[fold]
  if (parts === undefined) throw new RangeError(`no fold ${fold} of ${folds}`)

  const f = activations[activation]
  const net = pipe(n.input([2]), n.dense(width), f, n.dense(width), f, n.dropout(dropout), n.dense(2))
  const { init, fold: learn, evaluate } = trainer(net)({
    loss: loss.sparseSoftmaxCrossEntropy(),
    optimizer: optimizer.adam({ learningRate }),
  })

  // All randomness comes from the trial's own key.
  const [initial, order] = random.split(key, 2)
  const trained = learn(init(initial), pipe(parts.train, dataset.batches({ size: 20, epochs: 30, shuffle: order })))
  return evaluate(trained, parts.test, { accuracy: metric.accuracy, loss: metric.loss })
})
