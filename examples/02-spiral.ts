/**
 * 02 · Two spirals: what a hidden layer is for.
 *
 * Points of two classes wind around each other. No straight line parts them, so a network without hidden layers guesses;
 * two hidden layers bend the plane until it can be cut.
 */
import { dataset, loss, metric, network as n, optimizer, pipe, random, tensor as t, trainer, type Tensor } from 'tenfold'
import './kit/terminal.js'
import './kit/wider.js'

// Points on the spirals, drawn by a key: the same points on every machine. Nothing is seeded behind your back.
const points = (count: number, key: random.Key) => {
  const place = random.uniform(random.foldIn(key, 0), [count, 1], { low: 0.15, high: 1 })
  const classes = random.integers(random.foldIn(key, 1), [count, 1], { low: 0, high: 2 })
  // The angle grows along the arm; the second arm is half a turn away. [count, 1]
  const angle = pipe(place, t.mul(9), t.add(pipe(classes, t.cast('f32'), t.mul(Math.PI))))
  // [cos, sin] = cos(angle - [0, π/2]), of shape [count, 2] by broadcasting, in every direction as far as the place says.
  const arms = pipe(angle, t.sub(t.of([2], [0, Math.PI / 2])), t.cos, t.mul(place))
  const noise = pipe(random.normal(random.foldIn(key, 2), [count, 2]), t.mul(0.02))
  return dataset.of({ inputs: pipe(arms, t.add(noise)), targets: pipe(classes, t.reshape([count])) })
}
const train = points(600, random.key(1))
const test = points(300, random.key(2))

const line = pipe(n.input([2]), n.dense(2))
const bent = pipe(n.input([2]), n.dense(32), n.relu, n.dense(32), n.relu, n.dense(2))

/** The accuracy on points that were not seen, and the trained network as a function. */
const learn = <P>(net: n.Network<P, readonly [2], readonly [2]>) => {
  const { init, fold, evaluate, predict } = trainer(net)({
    loss: loss.sparseSoftmaxCrossEntropy(),
    optimizer: optimizer.adam({ learningRate: 1e-2 }),
  })
  const end = fold(init(random.key(3)), pipe(train, dataset.batches({ size: 50, epochs: 60, shuffle: random.key(4) })))
  const { accuracy } = evaluate(end, test, { accuracy: metric.accuracy })
  return { accuracy, classify: <B extends number>(x: Tensor<readonly [B, 2]>) => pipe(predict(end, x), t.argmax()) }
}

console.log(`one layer:    ${(100 * learn(line).accuracy).toFixed(1)} % of the test points`)
const { accuracy, classify } = learn(bent)
console.log(`three layers: ${(100 * accuracy).toFixed(1)} %\n`)

// What it makes of the whole plane, 25 lines of 50 places.
const grid = Array.from({ length: 25 * 50 }, (_, i) => [(i % 50) / 25 - 0.98, 0.96 - Math.floor(i / 50) / 12.5]).flat()
const classes = t.toArray(classify(t.of([1250, 2], grid)))
for (let row = 0; row < 25; row++) console.log(classes.slice(row * 50, (row + 1) * 50).map((c) => (c === 1 ? '█' : '·')).join(''))
