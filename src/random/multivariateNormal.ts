/** Normal vectors of a mean and a covariance. */
import { broadcastTo, type BroadcastTo } from '../shape/broadcast.js'
import { expectShape, fail } from '../shape/error.js'
import type { Fits } from '../shape/fits.js'
import type { Float, Shape } from '../shape/shape.js'
import { expectTensor, floats } from '../tensor/argument.js'
import { count } from '../program/program.js'
import { cholesky } from '../linalg/cholesky.js'
import type { AnyTensor, Tensor } from '../tensor/tensor.js'
import * as raw from '../tensor/untyped.js'
import { normal } from './distribution.js'
import { checkDraw } from './draw.js'
import type { Key } from './key.js'

/** z·Lᵀ for each vector: one product where there is one L. */
const mixed = (z: AnyTensor, l: AnyTensor): AnyTensor => {
  const [shape, n] = [z.shape as Shape, z.shape.at(-1) as number]
  const many = count(shape.slice(0, -1))
  if (l.shape.length === 2) return raw.reshape(raw.contract(raw.reshape(z, [many, n]), l, false, true), shape)
  const each = raw.reshape(raw.broadcast(l, [...shape, n]), [many, n, n])
  return raw.reshape(raw.contract(raw.reshape(z, [many, 1, n]), each, false, true), shape)
}

/**
 * Normal vectors, [...shape, n], with a mean [..., n] and a covariance [..., n, n], whose leading axes broadcast to the shape:
 * mean + L·z of standard normal numbers z, with the Cholesky factor L, as in JAX. What is not symmetric is taken to be
 * (a + aᵀ) / 2; a covariance that is not positive definite gives NaN. Derivatives go to both.
 *
 * @example
 * const covariance = t.of([2, 2], [4, 2, 2, 5])
 * multivariateNormal(key(0), t.of([2], [10, 20]), covariance, []) // [13.245284, 25.673172]
 */
export const multivariateNormal = <
  const S extends Shape, D extends Float, N extends number, A extends Shape, B extends Shape,
>(
  key: Key,
  mean: Fits<BroadcastTo<A, S>> & Tensor<readonly [...A, N], D>,
  covariance: Fits<BroadcastTo<B, S>> & Tensor<readonly [...B, NoInfer<N>, NoInfer<N>], NoInfer<D>>,
  shape: S,
): Tensor<readonly [...S, N], D> => {
  checkDraw('multivariateNormal', key, shape)
  const m = expectTensor('multivariateNormal', 'mean', mean, floats)
  const c = expectTensor('multivariateNormal', 'covariance', covariance, floats)
  const n: number | undefined = m.shape.at(-1)
  if (n === undefined) return fail('multivariateNormal', { argument: 'mean', expected: 'at least one axis', received: m.shape })
  if (c.dtype !== m.dtype) fail('multivariateNormal', { argument: 'covariance', expected: m.dtype, received: c.dtype })
  if (c.shape.length < 2 || c.shape.at(-1) !== n || c.shape.at(-2) !== n)
    fail('multivariateNormal', { argument: 'covariance', expected: `[..., ${n}, ${n}], as the mean has ${n}`, received: c.shape })
  expectShape('multivariateNormal', 'mean', broadcastTo(m.shape.slice(0, -1), shape), m.shape)
  expectShape('multivariateNormal', 'covariance', broadcastTo(c.shape.slice(0, -2), shape), c.shape)
  const z = normal(key, [...shape, n], m.dtype as Float)
  return raw.add(raw.broadcast(m, z.shape), mixed(z, cholesky(c))) as Tensor<readonly [...S, N], D>
}
