// A mixture of experts, of which a gate picks the best two for each example: N. Shazeer et al., "Outrageously large neural
// networks: the sparsely-gated mixture-of-experts layer" (2017).
import { network as n, optimizer, pipe, random, tensor as t, trainer, type Tensor } from 'tenfold'
import type { Model } from './model.js'

const [experts, hidden, chosen] = [8, 6, 2] as const
const gate = pipe(n.input([2]), n.dense(experts))
interface Params {
  readonly gate: n.Params<typeof gate>
  readonly inner: Tensor<readonly [typeof experts, 3, typeof hidden]>
  readonly outer: Tensor<readonly [typeof experts, typeof hidden]>
}
type Data = ReturnType<typeof drawn>

const init = (key: random.Key): Params => {
  const [a, b, c] = random.split(key, 3)
  return { gate: gate.init(a), inner: random.normal(b, [experts, 3, hidden]), outer: random.normal(c, [experts, hidden]) }
}

// How much of each expert an example gets: a softmax over its best ones, 0 of the others. [examples, experts]
export const gates = <B extends number>(params: Params, x: Tensor<readonly [B, 2]>) => {
  const [scores, indices] = pipe(gate.apply(params.gate)(x), t.topK(chosen))
  return pipe(t.oneHot(experts)(indices), t.einsum('bke,bk->be', t.softmax(scores)))
}

const loss = (params: Params, { x, y }: Data): Tensor<readonly []> => {
  const shares = gates(params, x)
  // A column of ones stands for the bias.
  const answers = pipe(
    x,
    t.pad([[0, 0], [0, 1]], 1),
    t.einsum('bi,eih->beh', params.inner), t.relu, t.einsum('beh,eh->be', params.outer),
  )
  const error = pipe(answers, t.mul(shares), t.sum(1), t.sub(y), t.square, t.mean())
  // The squared coefficient of variation of what experts are given in all.
  const importance = pipe(shares, t.sum(0))
  const unevenness = pipe(importance, t.variance(), t.div(pipe(importance, t.mean(), t.square)))
  return pipe(error, t.add(pipe(unevenness, t.mul(0.01))))
}

// One function on the left, another on the right.
export const drawn = (key: random.Key) => {
  const x = random.uniform(key, [128, 2], { low: -1, high: 1 })
  const [a, b] = t.unstack(1)(x)
  return { x, y: pipe(a, t.greater(0), t.where(pipe(b, t.abs), pipe(a, t.mul(b), t.mul(3), t.sin))) }
}

const data = drawn(random.key(1))
const learn = trainer.of({ init, loss })({ optimizer: optimizer.adam({ learningRate: 1e-2 }) })
export const trained = (steps: number) => learn.fold(learn.init(random.key(0)), Array.from({ length: steps }, () => data))

export const example: Model = {
  shows: 'top-k gating by topK and oneHot, all experts in one einsum, and a load that is balanced by the loss',
  train: (steps) => ({ first: trained(1).loss, last: trained(steps + 1).loss }),
}
