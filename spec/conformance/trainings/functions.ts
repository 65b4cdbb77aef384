/**
 * Every elementary function and activation, in f32 and in f64, far out on both sides and close to 0: each of x times a scale
 * that is learned. What comes out is squashed, so that one function's great values don't hide another's. The functions of
 * `more` have trainings of their own, so that those of the others stay what they are.
 */
import {
  dataset, loss, network as n, optimizer, pipe, random, tensor as t, type Float, type Shape, type Tensor,
} from '../../../src/index.js'
import { training } from '../training.js'

type Function = <S extends Shape, D extends Float>(x: Tensor<S, D>) => Tensor<S, D>

const above: (least: number) => Function = (least) => (x) => pipe(x, t.abs, t.add(least))
/** Into where eˣ is an f32. */
const within: Function = (x) => pipe(x, t.minimum(85), t.maximum(-85))

const functions = [
  t.tanh, t.sin, t.cos, t.erf, t.floor, t.ceil, t.round, t.square, t.softmax, t.logSoftmax,
  t.step, t.relu, t.leakyRelu(0.1), t.elu(0.7), t.selu, t.sigmoid, t.logSigmoid, t.softplus, t.silu, t.gelu, t.geluTanh,
  (x) => t.exp(within(x)),
  (x) => t.expm1(within(x)),
  (x) => t.log(above(1e-30)(x)),
  (x) => t.log1p(above(-0.999)(x)),
  (x) => t.sqrt(above(1e-30)(x)),
  (x) => t.reciprocal(above(1e-3)(x)),
  (x) => pipe(above(1e-3)(x), t.pow(-0.75)),
  (x) => pipe(above(1e-3)(x), t.pow(t.tanh(x))) as typeof x,
] as const satisfies readonly Function[]

const more = [t.celu(0.7), t.relu6, t.hardSigmoid, t.hardSwish, t.mish, t.softsign] as const satisfies readonly Function[]

/** x / (1 + |x|), and 1 for ∞: the lesser operand keeps it finite. */
const squashed: Function = (x) => {
  const bounded = pipe(x, t.minimum(1e15), t.maximum(-1e15))
  return pipe(bounded, t.div(pipe(bounded, t.abs, t.add(1)))) as typeof x
}

const width = 10
type Input = readonly [typeof width]
type Rows = readonly [number, typeof width]
interface Scale<D extends Float> {
  readonly scale: Tensor<Rows, D>
}

const all = <D extends Float>(list: readonly Function[], dtype: D) => n.layer<Scale<D>, Input, Rows, D>({
  name: 'functions',
  shape: () => [list.length, width],
  init: () => ({ scale: t.ones([list.length, width], dtype) }),
  apply: ({ scale }) => <B extends number>(x: Tensor<readonly [B, ...Input], D>) => {
    const scaled = pipe(x, t.expandDims(1), t.mul(scale)) as Tensor<readonly [B, ...Rows], D>
    const rows = list.map((f, i) => squashed(f(pipe(scaled, t.slice([null, [i, i + 1], null])))))
    return t.concatenate(1)(rows) as unknown as typeof scaled
  },
})

const data = <D extends Float>(dtype: D) => {
  const [a, b, c] = random.split(random.key(6), 3)
  const exponents = t.cast(dtype)(random.integers(b, [18, width], { low: -30, high: 20 }))
  const inputs = pipe(
    random.normal(a, [18, width], dtype),
    t.mul(t.exp(exponents)),
  ) as Tensor<readonly [number, ...Input], D>
  return pipe(dataset.of({ inputs, targets: random.normal(c, [18, 3]) }), dataset.batches({ size: 9, epochs: 2 }))
}

export const functions32 = training(
  pipe(n.input([width]), all(functions, 'f32'), n.flatten, n.dense(3)),
  { loss: loss.squaredError(), optimizer: optimizer.adagrad({ learningRate: 0.02 }) },
  () => data('f32'),
)

export const functions64 = training(
  pipe(n.input([width], 'f64'), all(functions, 'f64'), n.flatten, n.dense(3)),
  {
    loss: loss.absoluteError(),
    optimizer: optimizer.chain(optimizer.scaleByCenteredRms(), optimizer.scaleByLearningRate(0.01)),
  },
  () => data('f64'),
)

export const activations32 = training(
  pipe(n.input([width]), all(more, 'f32'), n.flatten, n.dense(3)),
  { loss: loss.squaredError(), optimizer: optimizer.adagrad({ learningRate: 0.02 }) },
  () => data('f32'),
)

export const activations64 = training(
  pipe(n.input([width], 'f64'), all(more, 'f64'), n.flatten, n.dense(3)),
  { loss: loss.absoluteError(), optimizer: optimizer.adagrad({ learningRate: 0.02 }) },
  () => data('f64'),
)
