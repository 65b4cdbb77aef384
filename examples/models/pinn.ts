// A physics-informed network learns Burgers' equation from its residual: M. Raissi, P. Perdikaris, G. Karniadakis,
// "Physics-informed neural networks" (2019).
import { differentiable as d, network as n, optimizer, pipe, random, tensor as t, trainer, vmap, type Tensor } from 'tenfold'
import type { Model } from './model.js'

type Scalar = Tensor<readonly []>

const net = pipe(n.input([2]), n.dense(16), n.tanh, n.dense(16), n.tanh, n.dense(1))
type Params = n.Params<typeof net>

const viscosity = 0.01 / Math.PI

// The network as a function of one place and one time.
export const solution = (params: Params) => (x: Scalar, time: Scalar): Scalar =>
  pipe(t.stack(0)([x, time]), t.reshape([1, 2]), net.apply(params), t.reshape([]))

// u_t + u·u_x - ν·u_xx, which is 0 where the equation holds.
const residual = (params: Params) => (x: Scalar, time: Scalar): Scalar => {
  const u = solution(params)
  const slope = d.grad((s: Scalar) => u(s, time))
  const advection = pipe(u(x, time), t.mul(slope(x)))
  const diffusion = pipe(d.grad(slope)(x), t.mul(viscosity))
  return pipe(d.grad((s: Scalar) => u(x, s))(time), t.add(advection), t.sub(diffusion))
}

const loss = (params: Params, { inside, known }: ReturnType<typeof drawn>): Scalar => {
  const physics = pipe(vmap(residual(params))(inside.x, inside.time), t.square, t.mean())
  const error = pipe(vmap(solution(params))(known.x, known.time), t.sub(known.u), t.square, t.mean())
  return pipe(physics, t.add(error))
}

// Where the equation has to hold, and where the solution is known: at the beginning, and at both ends.
const drawn = (key: random.Key) => {
  const [a, b, c, e] = random.split(key, 4)
  const wide = { low: -1, high: 1 }
  const x = random.uniform(c, [32], wide)
  const ends = pipe(t.stack(0)([t.ones([16]), t.full([16], -1)]), t.flatten)
  const [time, u] = [random.uniform(e, [32]), pipe(x, t.mul(Math.PI), t.sin, t.neg)]
  const both = t.concatenate(0)
  return {
    inside: { x: random.uniform(a, [64], wide), time: random.uniform(b, [64]) },
    known: { x: both([x, ends]), time: both([t.zeros([32]), time]), u: both([u, t.zeros([32])]) },
  }
}

const points = drawn(random.key(1))
const learn = trainer.of({ init: net.init, loss })({ optimizer: optimizer.adam({ learningRate: 5e-3 }) })
export const trained = (steps: number) => learn.fold(learn.init(random.key(0)), Array.from({ length: steps }, () => points))

export const example: Model = {
  shows: 'second derivatives of a network inside of its loss, at every point by vmap',
  train: (steps) => ({ first: trained(1).loss, last: trained(steps + 1).loss }),
}
