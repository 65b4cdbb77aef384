// The worth of actions, from a memory of moves: V. Mnih et al., "Human-level control through deep reinforcement learning" (2015).
import {
  differentiable as d, jit, jitFold, loss, network as n, optimizer, pipe, random, tensor as t, tree, type Key, type Tensor,
} from 'tenfold'
import { fallen, isOver, push, start, type Cart } from './cartPole.js'
import type { Model } from './model.js'

const network = pipe(n.input([4]), n.dense(64), n.relu, n.dense(64), n.relu, n.dense(2))
type Params = n.Params<typeof network>
const best = (p: Params) => (cart: Cart) => pipe(cart, t.reshape([1, 4]), network.apply(p), t.flatten, t.argmax())

// The last 2,000 moves: from where, what was done, where it led, and whether it was the last one.
const none = { cart: t.zeros([2000, 4]), action: t.zeros([2000], 'i32'), next: t.zeros([2000, 4]), over: t.zeros([2000], 'bool') }
const adam = optimizer.adam({ learningRate: 2e-3 })
const begin = (key: Key) => {
  const params = network.init(key)
  return { params, target: params, state: adam.init(params), memory: none, cart: start(key), count: t.scalar(0, 'i32') }
}
type Learner = ReturnType<typeof begin>

// A move is worth 1 if the pole is up after it, and 0.97 of what is to be had from there, as older parameters say.
const error = (p: Params, target: Params, { cart, action, next, over }: typeof none, rows: Tensor<readonly [64], 'i32'>) => {
  const taken = pipe(network.apply(p)(t.gather(rows)(cart)), t.mul(t.oneHot(2)(t.gather(rows)(action))), t.sum(1))
  const later = pipe(network.apply(target)(t.gather(rows)(next)), t.max(1), t.mul(0.97), t.add(1))
  const goal = pipe(t.gather(rows)(over), t.where(0, later))
  return loss.huber().of(t.expandDims(1)(taken), t.expandDims(1)(goal))
}

// One move, remembered; then one step of learning from 64 moves of the memory.
const step = ({ params, target, state, memory: m, cart, count }: Learner, key: Key) => {
  const [forChance, forAction, forStart, forRows] = random.split(key, 4)
  const explores = pipe(random.uniform(forChance, []), t.less(0.1))
  const action = pipe(explores, t.where(random.integers(forAction, [], { low: 0, high: 2 }), best(params)(cart)))
  const [next, at] = [push(cart, action), pipe(count, t.mod(2000))]
  const over = isOver(next)
  const memory = {
    cart: pipe(m.cart, t.scatterSet(at, cart)), action: pipe(m.action, t.scatterSet(at, action)),
    next: pipe(m.next, t.scatterSet(at, next)), over: pipe(m.over, t.scatterSet(at, over)),
  }
  const rows = pipe(random.uniform(forRows, [64]), t.mul(pipe(count, t.minimum(1999), t.add(1), t.cast('f32'))), t.cast('i32'))
  const [value, slope] = d.valueAndGrad(error)(params, target, memory, rows)
  const [updates, after] = adam.update(slope, state, params, { loss: value })
  const better = optimizer.applyUpdates(params, updates)
  const isTime = pipe(count, t.mod(100), t.equal(0))
  const followed = tree.zip((now, old) => pipe(isTime, t.where(now, old)), better, target)
  const cartAfter = pipe(over, t.where(start(forStart), next))
  return [{ params: better, target: followed, state: after, memory, cart: cartAfter, count: t.add(1)(count) }, value] as const
}

const down = jit((p: Params) => fallen(best(p)))
export const example: Model = {
  shows: 'a world, a memory, a target network and an optimizer in the carry of one compiled step: how often the pole is down',
  // Of ten moves each.
  train: (steps) => {
    const first = begin(random.key(0))
    const [last] = jitFold(step)(first, Array.from({ length: 10 * steps }, (_, i) => random.foldIn(random.key(1), i)))
    return { first: t.item(down(first.params)), last: t.item(down(last.params)) }
  },
}
