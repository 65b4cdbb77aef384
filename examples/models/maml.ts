// Learning to learn: parameters from which one step of gradient descent solves a new task, by gradients through that step: C.
// Finn, P. Abbeel, S. Levine, "Model-agnostic meta-learning for fast adaptation of deep networks" (2017).
import {
  differentiable as d, network as n, optimizer, pipe, random, tensor as t, trainer, tree, vmap, type Examples, type Tensor,
} from 'tenfold'
import type { Model } from './model.js'

const net = pipe(n.input([1]), n.dense(24), n.tanh, n.dense(24), n.tanh, n.dense(1))
type Params = n.Params<typeof net>
interface Points {
  readonly x: Tensor<readonly [10, 1]>
  readonly y: Tensor<readonly [10, 1]>
}
// What a task is learned from, and what it is judged by.
interface Task {
  readonly support: Points
  readonly query: Points
}

export const error = (params: Params, { x, y }: Points): Tensor<readonly []> =>
  pipe(net.apply(params)(x), t.sub(y), t.square, t.mean())

// The inner step.
export const adapted = (params: Params, points: Points): Params =>
  tree.zip((p, g) => pipe(p, t.sub(pipe(g, t.mul(0.1)))), params, d.grad(error)(params, points))

// The outer loss: what tasks cost after a step on each.
const loss = (params: Params, tasks: Examples<Task, 16>): Tensor<readonly []> =>
  pipe(vmap(({ support, query }: Task) => error(adapted(params, support), query))(tasks), t.mean())

// A task is a sine of some height and phase.
export const task = (key: random.Key): Task => {
  const [a, b, c, e] = random.split(key, 4)
  const [height, phase] = [random.uniform(a, [], { low: 0.5, high: 2 }), random.uniform(b, [], { low: 0, high: Math.PI })]
  const points = (of: random.Key): Points => {
    const x = random.uniform(of, [10, 1], { low: -3, high: 3 })
    return { x, y: pipe(x, t.add(phase), t.sin, t.mul(height)) }
  }
  return { support: points(c), query: points(e) }
}

const tasks = vmap(task)(t.stack(0)(random.split(random.key(1), 16)))
const learn = trainer.of({ init: net.init, loss })({ optimizer: optimizer.adam({ learningRate: 5e-3 }) })
export const trained = (steps: number) => learn.fold(learn.init(random.key(0)), Array.from({ length: steps }, () => tasks))

export const example: Model = {
  shows: 'a gradient through a gradient step, for many tasks at once by vmap',
  train: (steps) => ({ first: trained(1).loss, last: trained(steps + 1).loss }),
}
