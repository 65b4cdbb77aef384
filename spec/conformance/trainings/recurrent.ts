/** A gated recurrent network read both ways, one loop of the engine each; Lion. */
import { dataset, loss, network as n, optimizer, pipe, random, tensor as t, type Key, type Tensor } from '../../../src/index.js'
import { training } from '../training.js'

const [length, features, units] = [7, 3, 6] as const

type Matrix<R extends number, C extends number> = Tensor<readonly [R, C]>
interface Gate {
  readonly input: Matrix<typeof features, typeof units>
  readonly state: Matrix<typeof units, typeof units>
  readonly bias: Tensor<readonly [typeof units]>
}
interface Cell {
  readonly update: Gate
  readonly reset: Gate
  readonly candidate: Gate
}

const gateOf = (key: Key): Gate => {
  const [a, b] = random.split(key, 2)
  return {
    input: random.uniform(a, [features, units], { low: -0.5, high: 0.5 }),
    state: random.uniform(b, [units, units], { low: -0.4, high: 0.4 }),
    bias: t.zeros([units]),
  }
}
const cellOf = (key: Key): Cell => {
  const [update, reset, candidate] = random.split(key, 3)
  return { update: gateOf(update), reset: gateOf(reset), candidate: gateOf(candidate) }
}

type Sequence<B extends number> = Tensor<readonly [B, typeof length, typeof features]>

/**
 * The last state and the mean of all, [batch, units]. K. Cho et al., "Learning phrase representations using RNN encoder–decoder"
 * (2014), eq. 5–8.
 */
const read = ({ update, reset, candidate }: Cell, reverse: boolean) => <B extends number>(x: Sequence<B>) => {
  type State = Tensor<readonly [B, typeof units]>
  type Row = Tensor<readonly [B, typeof features]>
  const gate = ({ input, state, bias }: Gate, row: Row, h: State): State =>
    pipe(row, t.matmul(input), t.add(pipe(h, t.matmul(state))), t.add(bias)) as State
  const step = (h: State, row: Row): readonly [State, State] => {
    const [z, r] = [t.sigmoid(gate(update, row, h)), t.sigmoid(gate(reset, row, h))]
    const proposed = t.tanh(gate(candidate, row, pipe(r, t.mul(h)) as State))
    const next = pipe(h, t.add(pipe(z, t.mul(pipe(proposed, t.sub(h)))))) as State
    return [next, next]
  }
  const rows = t.permute([1, 0, 2])(x) as Tensor<readonly [typeof length, B, typeof features]>
  const [last, all] = t.scan(step, t.zeros([x.shape[0], units]) as State, rows, { reverse })
  return pipe(last, t.add(pipe(all, t.mean([0])))) as State
}

const bothWays = n.layer({
  name: 'recurrent',
  shape: (_: readonly [typeof length, typeof features]) => [2 * units] as const,
  init: (key) => {
    const [forwards, backwards] = random.split(key, 2)
    return { forwards: cellOf(forwards), backwards: cellOf(backwards) }
  },
  apply: ({ forwards, backwards }) => (x) =>
    t.concatenate(1)([read(forwards, false)(x), read(backwards, true)(x)]) as never,
})

export const recurrent = training(
  pipe(n.input([length, features]), bothWays, n.dense(2)),
  { loss: loss.huber(), optimizer: optimizer.lion({ learningRate: 0.01, weightDecay: 0.1 }) },
  () => {
    const inputs = random.normal(random.key(5), [24, length, features])
    const targets = pipe(inputs, t.sum([1]), t.slice([null, [0, 2]]), t.sin)
    return pipe(dataset.of({ inputs, targets }), dataset.batches({ size: 8, epochs: 2 }))
  },
)
