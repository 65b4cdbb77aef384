// A network that stays as it is learns a new task by adapters of low rank beside its weights: E. Hu et al., "LoRA: low-rank
// adaptation of large language models" (2021).
import { loss as l, network as n, optimizer, pipe, random, tensor as t, trainer, type Tensor } from 'tenfold'
import type { Model } from './model.js'

const net = pipe(n.input([8]), n.dense(16), n.tanh, n.dense(4))
type Weights = n.Params<typeof net>
const rank = 2

interface Adapter<I extends number, O extends number> {
  readonly down: Tensor<readonly [I, typeof rank]>
  readonly up: Tensor<readonly [typeof rank, O]>
}
type Params = readonly [Adapter<8, 16>, Adapter<16, 4>]
interface Task {
  readonly x: Tensor<readonly [64, 8]>
  readonly y: Tensor<readonly [64, 4]>
}

// What goes up begins at 0: at first the network is what it was.
const adapter = <const I extends number, const O extends number>(key: random.Key, inputs: I, outputs: O): Adapter<I, O> =>
  ({ down: pipe(random.normal(key, [inputs, rank]), t.mul(1 / Math.sqrt(inputs))), up: t.zeros([rank, outputs]) })
export const init = (key: random.Key): Params => {
  const [a, b] = random.split(key, 2)
  return [adapter(a, 8, 16), adapter(b, 16, 4)]
}

const moved = <I extends number, O extends number>(weights: Tensor<readonly [I, O]>, { down, up }: Adapter<I, O>) =>
  pipe(down, t.matmul(up), t.add(weights))
export const adapted = ([hidden, output]: Weights, [first, second]: Params): Weights =>
  [{ ...hidden, weights: moved(hidden.weights, first) }, { ...output, weights: moved(output.weights, second) }]

export const frozen = net.init(random.key(2))
const loss = (params: Params, { x, y }: Task): Tensor<readonly []> =>
  l.squaredError().of(net.apply(adapted(frozen, params))(x), y)

// The new task is of a network whose weights differ from the frozen ones by matrices of rank 2.
const task = (key: random.Key): Task => {
  const [a, b, c] = random.split(key, 3)
  const differences: Params = [
    { ...adapter(a, 8, 16), up: pipe(random.normal(b, [rank, 16]), t.mul(0.5)) },
    { ...adapter(b, 16, 4), up: pipe(random.normal(a, [rank, 4]), t.mul(0.5)) },
  ]
  const x = random.normal(c, [64, 8])
  return { x, y: net.apply(adapted(frozen, differences))(x) }
}

const batch = task(random.key(1))
const learn = trainer.of({ init, loss })({ optimizer: optimizer.adam({ learningRate: 1e-2 }) })
export const trained = (steps: number) => learn.fold(learn.init(random.key(0)), Array.from({ length: steps }, () => batch))

export const example: Model = {
  shows: 'parameters that are a part of the weights: 88 numbers are trained, and the 212 of the network are not',
  train: (steps) => ({ first: trained(1).loss, last: trained(steps + 1).loss }),
}
