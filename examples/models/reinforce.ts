// A policy moved towards what was rewarded: R. Williams, "Simple statistical gradient-following algorithms for connectionist
// reinforcement learning" (1992).
import { jit, network as n, optimizer, pipe, random, tensor as t, trainer, vmap, type Key, type Tensor } from 'tenfold'
import { fallen, isOver, push, start, type Cart } from './cartPole.js'
import type { Model } from './model.js'

const policy = pipe(n.input([4]), n.dense(32), n.tanh, n.dense(2))
type Params = n.Params<typeof policy>
type Scalar = Tensor<readonly []>

// One episode of 60 moves: of each, the logarithm of the chance of what was done, and whether the pole was up then.
const episode = (p: Params) => (key: Key) => {
  const [forStart, forMoves] = random.split(key, 2)
  const move = ([cart, up]: readonly [Cart, Scalar], forMove: Key) => {
    const chances = pipe(cart, t.reshape([1, 4]), policy.apply(p), t.flatten, t.logSoftmax)
    const action = random.categorical(forMove, chances)
    const next = push(cart, action)
    const still = pipe(isOver(next), t.where(0, up))
    return [[next, still], { chance: pipe(chances, t.mul(t.oneHot(2)(action)), t.sum()), up: still }] as const
  }
  return t.scan(move, [start(forStart), t.scalar(1)] as const, t.stack(0)(random.split(forMoves, 60)))[1]
}

// Σ log π(action) · (return - baseline), where the return of a move is for how long the pole is up after it.
const learn = trainer.of({
  init: policy.init,
  loss: (p: Params, { keys }: { readonly keys: Tensor<readonly [number, 2], 'u32'> }) => {
    const { chance, up } = vmap(episode(p))(keys) // [32, 60] both
    const returns = pipe(up, t.cumsum(1, { reverse: true }))
    const advantage = pipe(returns, t.sub(t.mean(0, { keepDims: true })(returns)), t.mul(up), t.stopGradient)
    return pipe(chance, t.mul(advantage), t.mean(), t.neg)
  },
})({ optimizer: optimizer.adam({ learningRate: 1e-2 }) })

const keysOf = (step: number) => t.stack(0)(random.split(random.foldIn(random.key(1), step), 32))
const trained = (steps: number) =>
  learn.fold(learn.init(random.key(0)), Array.from({ length: steps }, (_, step) => ({ keys: keysOf(step) }))).params
const down = jit((p: Params) => fallen((cart) => pipe(cart, t.reshape([1, 4]), policy.apply(p), t.flatten, t.argmax())))

export const example: Model = {
  shows: 'a world, episodes in it by scan and vmap, and learning from them, in one program: how often the pole is down',
  train: (steps) => ({ first: t.item(down(trained(0))), last: t.item(down(trained(steps))) }),
}
