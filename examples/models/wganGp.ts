// A generator against a critic whose slope is kept at 1: I. Gulrajani et al., "Improved training of Wasserstein GANs" (2017).
import { differentiable as d, jitFold, network as n, optimizer, pipe, random, tensor as t, type Key, type Tensor } from 'tenfold'
import type { Model } from './model.js'

const generator = pipe(n.input([4]), n.dense(32), n.relu, n.dense(32), n.relu, n.dense(2))
const critic = pipe(n.input([2]), n.dense(32), n.silu, n.dense(32), n.silu, n.dense(1))
type G = n.Params<typeof generator>
type C = n.Params<typeof critic>
type Points = Tensor<readonly [64, 2]>

const scores = (c: C, x: Points) => pipe(critic.apply(c)(x), t.mean())
const made = (g: G, key: Key) => generator.apply(g)(random.normal(key, [64, 4]))

// What the critic makes small: scores of made points less those of real ones, and (‖∇ critic‖ - 1)² between them. The gradient by
// the points is a part of the loss, so the one by the parameters is a second derivative.
const lossOfCritic = (c: C, real: Points, fake: Points, key: Key) => {
  const share = random.uniform(key, [64, 1])
  const between = pipe(real, t.mul(share), t.add(pipe(share, t.subFrom(1), t.mul(fake))))
  const slopes = d.grad((x: Points) => pipe(critic.apply(c)(x), t.sum()))(between)
  const penalty = pipe(slopes, t.norm({ axes: 1 }), t.sub(1), t.square, t.mean())
  return pipe(scores(c, fake), t.sub(scores(c, real)), t.add(pipe(penalty, t.mul(10))))
}

const adam = optimizer.adam({ learningRate: 2e-3, beta1: 0, beta2: 0.9 })
const begin = (g: G, c: C) => ({ g, c, ofG: adam.init(g), ofC: adam.init(c) })
type State = ReturnType<typeof begin>

// Five steps of the critic for one of the generator, with an optimizer each. The output says how far the means are apart.
const step = ({ g, c, ofG, ofC }: State, { key, real }: { readonly key: Key; readonly real: Points }) => {
  const [forG, ...keys] = random.split(key, 6)
  const better = keys.reduce<Pick<State, 'c' | 'ofC'>>((now, k) => {
    const [forNoise, forPenalty] = random.split(k, 2)
    const [loss, slope] = d.valueAndGrad(lossOfCritic)(now.c, real, made(g, forNoise), forPenalty)
    const [updates, next] = adam.update(slope, now.ofC, now.c, { loss })
    return { c: optimizer.applyUpdates(now.c, updates), ofC: next }
  }, { c, ofC })
  const [loss, slope] = d.valueAndGrad((p: G) => t.neg(scores(better.c, made(p, forG))))(g)
  const [updates, next] = adam.update(slope, ofG, g, { loss })
  const apart = pipe(made(g, forG), t.mean(0), t.sub(t.mean(0)(real)), t.norm())
  return [{ g: optimizer.applyUpdates(g, updates), ofG: next, ...better }, apart] as const
}

// Points around (2, -1).
const given = (i: number) => {
  const [key, forReal] = random.split(random.foldIn(random.key(1), i), 2)
  return { key, real: pipe(random.normal(forReal, [64, 2]), t.mul(0.5), t.add(t.of([2], [2, -1]))) }
}

export const example: Model = {
  shows: 'second derivatives, and two optimizers in one compiled step: how far the means are apart',
  train: (steps) => {
    const start = begin(generator.init(random.key(2)), critic.init(random.key(3)))
    const [, apart] = jitFold(step)(start, Array.from({ length: steps + 1 }, (_, i) => given(i)))
    const [first = NaN, ...rest] = apart.map(t.item)
    return { first, last: rest.at(-1) ?? first }
  },
}
