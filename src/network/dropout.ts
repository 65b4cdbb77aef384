import { add, constant, div, like, lt, mul, select } from '../program/scalar.js'
import { count } from '../program/program.js'
import { fail } from '../shape/error.js'
import { check, type Kind } from '../shape/options.js'
import type { Float, Shape } from '../shape/shape.js'
import { normal, unit32 } from '../random/distribution.js'
import { bits } from '../random/bits.js'
import type { AnyTensor } from '../tensor/tensor.js'
import * as raw from '../tensor/untyped.js'
import type { Activation } from './activation.js'
import { layerOf } from './layer.js'
import { append, type Context } from './network.js'

const expectRate = (operation: string, argument: string, rate: number): void => {
  if (!(typeof rate === 'number' && rate >= 0 && rate < 1))
    fail(operation, { argument, expected: 'a number from 0 up to and without 1', received: rate })
}

/** Of a batch of this shape, the shape of what is dropped by one chance each: 1 where that is along a whole axis. */
type Chances = (shape: Shape) => Shape

/** In training, `x` with each element, or what shares a chance with it, dropped by chance. */
export const dropping = (operation: string, argument: string, rate: number, chances: Chances = (shape) => shape) => {
  expectRate(operation, argument, rate)
  const keep = raw.elementwise((x, word) => {
    const kept = lt(unit32(word), constant('f32', 1 - rate))
    return select(kept, div(x, like(x, 1 - rate)), like(x, 0))
  })
  return ({ key }: Context, x: AnyTensor): AnyTensor => key === undefined || rate === 0
    ? x : keep(x, raw.broadcast(bits(key, chances(x.shape)), x.shape))
}

// @__NO_SIDE_EFFECTS__
const atRandom = (name: string, make: (context: Context, x: AnyTensor) => AnyTensor): Activation =>
  layerOf(name, (net) => append(net, {
    name, input: net.output, output: net.output, apply: (_, context) => (x) => make(context, x), operations: count(net.output), stepwise: true,
  }))

/**
 * In training, each element is 0 with probability `rate` and otherwise divided by 1 - rate, so that its expectation stays;
 * without a key in the context the layer does nothing. N. Srivastava et al., "Dropout" (2014), inverted form.
 *
 * @example
 * pipe(input([64]), dense(32), relu, dropout(0.5)) // [32]
 */
export const dropout = (rate: number): Activation => atRandom('dropout', dropping('dropout', 'rate', rate))

/**
 * As `dropout`, of whole channels: each channel of an example is 0 everywhere with probability `rate`, and otherwise divided by
 * 1 - rate. Neighbors in an image are so alike that one tells of the other. J. Tompson et al., "Efficient object localization
 * using convolutional networks" (2015), sec. 3.2.
 *
 * @example
 * pipe(input([28, 28, 1]), conv2d({ filters: 8, kernel: [3, 3] }), relu, spatialDropout(0.2)) // [26, 26, 8]
 */
export const spatialDropout = (rate: number): Activation => atRandom('spatialDropout',
  dropping('spatialDropout', 'rate', rate, (shape) => shape.map((n, i) => (i === 0 || i === shape.length - 1 ? n : 1))))

/**
 * As `dropout`, of whole examples: at the end of a block inside `residual` it leaves the block out for some of them, each with
 * probability `rate`, and otherwise divides by 1 - rate. G. Huang et al., "Deep networks with stochastic depth" (2016), eq. 2,
 * inverted form.
 *
 * @example
 * pipe(input([16]), residual(sequential(dense(16), relu, dropPath(0.1)))) // [16]
 */
export const dropPath = (rate: number): Activation => atRandom('dropPath',
  dropping('dropPath', 'rate', rate, (shape) => shape.map((n, i) => (i === 0 ? n : 1))))

/** -λα of `selu`: what it tends to far below 0. */
const saturated = -1.7580993408473766

/**
 * Dropout for `selu`: in training, each element is the value to which `selu` tends far below 0 with probability `rate`, then all
 * are scaled and shifted so that a mean of 0 and a variance of 1 stay. G. Klambauer et al., "Self-normalizing neural networks"
 * (2017), sec. 3.
 *
 * @example
 * pipe(input([64]), dense(32, { weights: initializer.lecunNormal }), selu, alphaDropout(0.1)) // [32]
 */
export const alphaDropout = (rate: number): Activation => {
  expectRate('alphaDropout', 'rate', rate)
  // With q = 1 - rate: a = (q + s²·q·(1 - q))^(-1/2), b = -a·(1 - q)·s.
  const [q, s] = [1 - rate, saturated]
  const a = 1 / Math.sqrt(q * (1 + rate * s * s))
  const keep = raw.elementwise((x, word) =>
    add(mul(like(x, a), select(lt(unit32(word), constant('f32', q)), x, like(x, s))), like(x, -a * rate * s)))
  return atRandom('alphaDropout', ({ key }, x) => (key === undefined || rate === 0 ? x : keep(x, bits(key, x.shape))))
}

/**
 * In training, normal noise of mean 0 and this deviation is added to each element; without a key in the context the layer does
 * nothing. C. Bishop, "Training with noise is equivalent to Tikhonov regularization" (1995).
 *
 * @example
 * pipe(input([64]), gaussianNoise(0.1), dense(32), relu) // [32]
 */
export const gaussianNoise = (deviation: number): Activation => {
  const kind: Kind = { expected: 'a number of at least 0', holds: (x) => Number.isFinite(x) && x >= 0 }
  check('gaussianNoise', { deviation }, { deviation: kind })
  const noisy = raw.elementwise((x, noise) => add(x, mul(like(x, deviation), noise)))
  return atRandom('gaussianNoise', ({ key }, x) =>
    (key === undefined || deviation === 0 ? x : noisy(x, normal(key, x.shape, x.dtype as Float))))
}
