// A network as the velocity of a point: R. Chen et al., "Neural ordinary differential equations" (2018).
import { loss, network as n, optimizer, pipe, random, tensor as t, trainer, vmap, type Tensor } from 'tenfold'
import type { Model } from './model.js'

type Point = Tensor<readonly [2]>
type Velocity = (x: Point) => Point

// The path from a point, 40 steps of M. Kutta's method (1901), of fourth order: a loop, through which derivatives go.
const path = (velocity: Velocity, start: Point, h = 0.05) => t.scan((x: Point) => {
  const moved = (by: Point, share: number) => pipe(by, t.mul(h * share), t.add(x))
  const a = velocity(x)
  const b = velocity(moved(a, 0.5))
  const c = velocity(moved(b, 0.5))
  const d = velocity(moved(c, 1))
  const next = moved(pipe(b, t.add(c), t.mul(2), t.add(a), t.add(d)), 1 / 6)
  return [next, next] as const
}, start, t.arange(40), { checkpoint: true })[1]

// A spiral, whose velocity is a matrix times the cubes of the coordinates.
const spiral: Velocity = (x) => pipe(x, t.pow(3), t.matmul(t.of([2, 2], [-0.1, -2, 2, -0.1])))

const network = pipe(n.input([2]), n.dense(32), n.tanh, n.dense(2))
type Params = n.Params<typeof network>
const learned = (p: Params): Velocity => (x) => pipe(x, t.pow(3), t.reshape([1, 2]), network.apply(p), t.flatten)

const distance = loss.squaredError()
const learn = trainer.of({
  init: network.init,
  loss: (p: Params, { starts, paths }: typeof batch) => distance.of(vmap((x: Point) => path(learned(p), x))(starts), paths),
})({ optimizer: optimizer.adam({ learningRate: 1e-2 }) })

const starts = random.uniform(random.key(1), [16, 2], { low: -1, high: 1 })
const batch = { starts, paths: vmap((x: Point) => path(spiral, x))(starts) }
const lossAt = (step: number): number =>
  learn.fold(learn.init(random.key(0)), Array.from({ length: step }, () => batch)).loss

export const example: Model = {
  shows: 'a solver of differential equations as a scan, trained through, with few of its steps kept in memory',
  train: (steps) => ({ first: lossAt(1), last: lossAt(steps + 1) }),
}
