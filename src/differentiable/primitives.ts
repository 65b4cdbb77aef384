/** The operations of one tensor as differentiable functions, ready to be composed. */
import type { Float, Shape } from '../shape/shape.js'
import type { Tensor } from '../tensor/tensor.js'
import * as t from '../tensor/unary.js'
import { softmax as softmaxOf, logSoftmax as logSoftmaxOf } from '../tensor/softmax.js'
import { lift } from './lift.js'

type Unary = <S extends Shape, D extends Float>(x: Tensor<S, D>) => Tensor<S, D>
/** An operation on each element, with its derivative. */
export type Lifted = <S extends Shape, D extends Float>(
  x: Tensor<S, D>,
) => readonly [value: Tensor<S, D>, pullback: (dy: Tensor<S, D>) => Tensor<S, D>]

// @__NO_SIDE_EFFECTS__
const lifted = (f: Unary): Lifted => (x) => lift(f<typeof x.shape, typeof x.dtype>)(x)

/**
 * dx = -dy.
 *
 * @example
 * const x = t.of([2], [0.5, 2])
 * neg(x)[1](t.ones([2])) // [-1, -1]
 * abs(x)[1](t.ones([2])) // [1, 1]
 * square(x)[1](t.ones([2])) // [1, 4]
 * sqrt(x)[1](t.ones([2])) // [0.7071068, 0.3535534]
 * reciprocal(x)[1](t.ones([2])) // [-4, -0.25]
 */
export const neg = lifted(t.neg)
/** dx = dy ⊙ sign x, 0 at 0. */
export const abs = lifted(t.abs)
/** dx = 2x ⊙ dy. */
export const square = lifted(t.square)
/** dx = dy / 2y. */
export const sqrt = lifted(t.sqrt)
/** dx = -dy ⊙ y². */
export const reciprocal = lifted(t.reciprocal)
/**
 * dx = dy ⊙ y.
 *
 * @example
 * const x = t.of([2], [0, 1])
 * exp(x)[1](t.ones([2])) // [1, 2.7182817]
 * expm1(x)[1](t.ones([2])) // [1, 2.7182817]
 * log(x)[1](t.ones([2])) // [Infinity, 1]
 * log1p(x)[1](t.ones([2])) // [1, 0.5]
 * tanh(x)[1](t.ones([2])) // [1, 0.41997433]
 * sin(x)[1](t.ones([2])) // [1, 0.5403023]
 * cos(x)[1](t.ones([2])) // [0, -0.8414710]
 * erf(x)[1](t.ones([2])) // [1.128379, 0.415108]
 */
export const exp = lifted(t.exp)
/** dx = dy ⊙ (y + 1). */
export const expm1 = lifted(t.expm1)
/** dx = dy / x. */
export const log = lifted(t.log)
/** dx = dy / (1 + x). */
export const log1p = lifted(t.log1p)
/** dx = dy ⊙ (1 - y²). */
export const tanh = lifted(t.tanh)
/** dx = dy ⊙ cos x. */
export const sin = lifted(t.sin)
/** dx = -dy ⊙ sin x. */
export const cos = lifted(t.cos)
/** dx = dy ⊙ 2/√π·e^(-x²). */
export const erf = lifted(t.erf)
/**
 * dx = dy ⊙ y(1 - y).
 *
 * @example
 * const x = t.of([2], [-1, 2])
 * sigmoid(x)[1](t.ones([2])) // [0.1966, 0.1050]
 * logSigmoid(x)[1](t.ones([2])) // [0.7311, 0.1192]
 * relu(x)[1](t.ones([2])) // [0, 1]
 * softplus(x)[1](t.ones([2])) // [0.2689, 0.8808]
 * silu(x)[1](t.ones([2])) // [0.0723, 1.0908]
 * gelu(x)[1](t.ones([2])) // [-0.0833, 1.0852]
 * selu(x)[1](t.ones([2])) // [0.6468, 1.0507]
 */
export const sigmoid = lifted(t.sigmoid)
/** dx = dy ⊙ sigmoid(-x). */
export const logSigmoid = lifted(t.logSigmoid)
/** dx = dy where x > 0, else 0. */
export const relu = lifted(t.relu)
/** dx = dy ⊙ sigmoid x. */
export const softplus = lifted(t.softplus)
/** dx = dy ⊙ (s + y(1 - s)), s = sigmoid x. */
export const silu = lifted(t.silu)
/** dx = dy ⊙ (Φ(x) + x·φ(x)), with the standard normal distribution Φ and its density φ. */
export const gelu = lifted(t.gelu)
/** dx = dy ⊙ λ where x > 0, else dy ⊙ λα·eˣ (Klambauer et al. 2017). */
export const selu = lifted(t.selu)
/**
 * dx = y ⊙ (dy - Σ dy·y), sums along the last axis.
 *
 * @example
 * softmax(t.zeros([2]))[1](t.of([2], [1, 0])) // [0.25, -0.25]
 * logSoftmax(t.zeros([2]))[1](t.of([2], [1, 0])) // [0.5, -0.5]
 */
export const softmax = lifted(softmaxOf)
/** dx = dy - eʸ·Σ dy, sums along the last axis. */
export const logSoftmax = lifted(logSoftmaxOf)
