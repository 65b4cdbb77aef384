/** Signs, and numbers without their fractions or cut at bounds. */
import * as f from '../program/elementary/sign.js'
import { constant, trunc as integral } from '../program/scalar.js'
import { broadcast as broadcastShapes } from '../shape/broadcast.js'
import { expectShape, fail } from '../shape/error.js'
import type { Float, Shape } from '../shape/shape.js'
import { checkNumber, expectTensor, floats, numbers } from './argument.js'
import { binary, type Binary, type Broadcasting } from './arithmetic.js'
import { numeric, type Numeric, real } from './elementwise.js'
import { isTensor, type AnyTensor, type Tensor } from './tensor.js'
import * as raw from './untyped.js'

/**
 * -1, 0 or 1 as x is below, at or above 0; NaN stays, and a zero keeps its sign. Its derivative is 0.
 *
 * @example
 * sign(of([3], [-2, 0, 5])) // [-1, 0, 1]
 * trunc(of([2], [-1.5, 1.5])) // [-1, 1]
 */
export const sign = numeric('sign', f.sign)
/** Without its fraction: the nearest integer towards zero. Its derivative is 0. */
export const trunc = real('trunc', integral)
/**
 * |a| with the sign of b, that of a zero included.
 *
 * @example
 * pipe(of([2], [1, -2]), copySign(of([2], [-1, 3]))) // [-1, 2]
 */
export const copySign = binary('copySign', f.copySign, floats) as Binary<Float>

/** `clip(low, high)(x)`: bounds are numbers, or tensors whose shape broadcasts with that of x. */
export interface Clip {
  (low: number, high: number): <S extends Shape, D extends Numeric>(x: Tensor<S, D>) => Tensor<S, D>
  <B extends Shape, D extends Numeric>(low: Tensor<B, D>, high: Tensor<B, D> | number): Broadcasting<B, D>
  <B extends Shape, D extends Numeric>(low: number, high: Tensor<B, D>): Broadcasting<B, D>
}

const clipped = raw.elementwise((x, low, high) => f.clip(x, low, high))

/**
 * min(max(x, low), high), by numbers or by tensors of one shape; NaN stays. Its derivative is 1 from bound to bound, both
 * included, and 0 outside, where it is the bound's.
 *
 * @example
 * pipe(of([3], [-2, 0.5, 5]), clip(0, 1)) // [0, 0.5, 1]
 * pipe(of([3], [1, 2, 3]), clip(of([3], [2, 2, 2]), 2.5)) // [2, 2, 2.5]
 */
export const clip = ((low: AnyTensor | number, high: AnyTensor | number) => (x: AnyTensor): AnyTensor => {
  expectTensor('clip', 'x', x, numbers)
  const bounds = [['low', low], ['high', high]] as const
  const shape = bounds.reduce<Shape>((before, [argument, bound]) => {
    if (typeof bound === 'number') checkNumber('clip', argument, bound, x.dtype)
    else if (!isTensor(bound)) fail('clip', { argument, expected: 'a tensor or a number', received: bound })
    else if (bound.dtype !== x.dtype) fail('clip', { argument, expected: x.dtype, received: bound.dtype })
    return isTensor(bound) ? expectShape('clip', argument, broadcastShapes(before, bound.shape), bound.shape) : before
  }, x.shape)
  const spread = (bound: AnyTensor | number): AnyTensor =>
    (typeof bound === 'number' ? raw.full(shape, bound, x.dtype) : raw.broadcast(bound, shape))
  if (typeof low === 'number' && typeof high === 'number')
    return raw.elementwise((at) => f.clip(at, constant(x.dtype, low), constant(x.dtype, high)))(x)
  return clipped(raw.broadcast(x, shape), spread(low), spread(high))
}) as Clip
