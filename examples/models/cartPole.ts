// A pole on a cart, to be kept upright: A. Barto, R. Sutton, C. Anderson, "Neuronlike adaptive elements that can solve difficult
// learning control problems" (1983). The world of two models here, in tensors, so it is part of what they compile.
import { pipe, random, tensor as t, vmap, type Key, type Tensor } from 'tenfold'

// Where the cart is, how fast it goes, the angle of the pole, and how fast it turns.
export type Cart = Tensor<readonly [4]>

export const start = (key: Key): Cart => random.uniform(key, [4], { low: -0.05, high: 0.05 })

// After a fiftieth of a second in which the cart is pushed to the left (0) or to the right (1).
export const push = (cart: Cart, action: Tensor<readonly [], 'i32'>): Cart => {
  const [, speed, angle, turn] = t.unstack()(cart)
  const force = pipe(action, t.cast('f32'), t.mul(20), t.sub(10))
  const swing = pipe(turn, t.square, t.mul(t.sin(angle)), t.mul(0.05), t.add(force), t.div(1.1))
  const down = pipe(t.sin(angle), t.mul(9.8), t.sub(pipe(t.cos(angle), t.mul(swing))))
  const turning = pipe(down, t.div(pipe(t.cos(angle), t.square, t.mul(-0.1 / 1.1), t.add(4 / 3), t.mul(0.5))))
  const speeding = pipe(swing, t.sub(pipe(turning, t.mul(t.cos(angle)), t.mul(0.05 / 1.1))))
  return pipe(cart, t.add(pipe(t.stack(0)([speed, speeding, turn, turning]), t.mul(0.02))))
}

// The cart is off its track, or the pole more than 12° down.
export const isOver = (cart: Cart): Tensor<readonly [], 'bool'> =>
  pipe(cart, t.abs, t.greater(t.of([4], [2.4, Infinity, Math.PI / 15, Infinity])), t.any())

// The share of 100 moves in which the pole is down, if carts are pushed so.
export const fallen = (act: (cart: Cart) => Tensor<readonly [], 'i32'>): Tensor<readonly []> => {
  const episode = (key: Key) => t.scan(([cart, down]: readonly [Cart, Tensor<readonly []>]) => {
    const next = push(cart, act(cart))
    const now = pipe(isOver(next), t.where(1, down))
    return [[next, now], now] as const
  }, [start(key), t.scalar(0)] as const, t.arange(100))[1]
  return pipe(vmap(episode)(t.stack(0)(random.split(random.key(99), 32))), t.mean())
}
