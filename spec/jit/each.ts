/** What compiled functions are tested on: every backend, and steps of all that a step may be made of. */
import { differentiable as d, network as n, optimizer, pipe, random, tensor as t, type Key, type Tensor } from '../../src/index.js'
import { wasm, wasmThreads } from '../../src/backend/index.js'
import type { Backend } from '../../src/backend/backend.js'
import { backends as single } from '../backend/each.js'
import { isQuick } from '../slow.js'

/** All of them, threads included; what `close` gives their threads back. */
export const allBackends = async (): Promise<{ readonly backends: readonly Backend[]; readonly close: () => unknown }> => {
  const two = await wasmThreads({ threads: 2 })
  return { backends: [...single, two], close: () => two.close() }
}

/** For `npm test` the one that has most of its own; the gate has all. */
export const someBackends: typeof allBackends = async () => (isQuick ? { backends: [wasm], close: () => undefined } : allBackends())

export const net = pipe(n.input([3]), n.dense(8), n.tanh, n.dropout(0.25), n.dense(2))
type P = n.Params<typeof net>
const adam = optimizer.chain(optimizer.clipByGlobalNorm(1), optimizer.adam({ learningRate: 0.05 }))

export const begin = (seed: number) => {
  const params = net.init(random.key(seed))
  return { params, rest: [adam.init(params), t.scalar(0, 'i32')] as const }
}
export type Carry = ReturnType<typeof begin>
export interface X {
  readonly key: Key
  readonly x: Tensor<readonly [number, 3]>
}

/** Keys, a network in training, derivatives, an optimizer, integers; a sum of the carry's own, and a record beside it. */
export const step = ({ params, rest: [state, count] }: Carry, { key, x }: X) => {
  const [value, back] = d.lift((p: P) => pipe(net.apply(p, { key: random.foldIn(key, 1) })(x), t.square, t.mean()))(params)
  const [updates, next] = adam.update(back(t.scalar(1)), state, params, { loss: value })
  const carry: Carry = { params: optimizer.applyUpdates(params, updates), rest: [next, pipe(count, t.add(t.scalar(1, 'i32')))] }
  return [carry, { loss: value, noise: random.normal(key, [2]), at: [count] }] as const
}

/** What comes next, of these sizes of batches. */
export const given = (...sizes: readonly number[]): readonly X[] =>
  sizes.map((size, i) => ({ key: random.key(i), x: random.normal(random.key(100 + i), [size, 3]) }))
