/** Products of elements of two tensors, arranged. */
import { fail } from '../shape/error.js'
import { kron as kronShape, type Kron } from '../shape/kron.js'
import type { Shape } from '../shape/shape.js'
import { expectTensor, numbers } from './argument.js'
import type { AnyTensor, Tensor } from './tensor.js'
import type { Numeric } from './unary.js'
import * as raw from './untyped.js'

const expectFactors = (
  operation: string, a: AnyTensor, b: AnyTensor, expected: string, fits: (shape: Shape) => boolean,
): void => {
  for (const [argument, x] of [['a', a], ['b', b]] as const) {
    expectTensor(operation, argument, x, numbers)
    if (x.dtype !== a.dtype) fail(operation, { argument, expected: a.dtype, received: x.dtype })
    if (!fits(x.shape)) fail(operation, { argument, expected, received: x.shape })
  }
}

/**
 * Kronecker's product of two matrices: each element of `a` times the whole of `b`, [m, n] and [p, q] to [m·p, n·q].
 *
 * @example
 * pipe(of([1, 2], [1, 10]), kron(of([2, 1], [1, 2]))) // [[1, 10], [2, 20]]
 */
export const kron = <P extends number, Q extends number, D extends Numeric>(b: Tensor<readonly [P, Q], D>) =>
  <M extends number, N extends number>(a: Tensor<readonly [M, N], D>): Tensor<Kron<readonly [M, N], readonly [P, Q]>, D> => {
    expectFactors('kron', a, b, 'a matrix, [m, n]', (shape) => shape.length === 2)
    const [[m, n], [p, q]] = [a.shape, b.shape] as [readonly [number, number], readonly [number, number]]
    const whole = [m, p, n, q]
    const [left, right] = [raw.reshape(a, [m, 1, n, 1]), raw.reshape(b, [1, p, 1, q])]
    const products = raw.mul(raw.broadcast(left, whole), raw.broadcast(right, whole))
    return raw.reshape(products, kronShape(a.shape, b.shape)) as Tensor<Kron<readonly [M, N], readonly [P, Q]>, D>
  }

/**
 * The vector product a × b of vectors of three elements along the last axis: [..., 3] and [..., 3] to [..., 3].
 *
 * @example
 * pipe(of([3], [1, 0, 0]), cross(of([3], [0, 1, 0]))) // [0, 0, 1]
 */
export const cross = <L extends Shape, D extends Numeric>(b: Tensor<readonly [...L, 3], D>) =>
  (a: Tensor<readonly [...L, 3], D>): Tensor<readonly [...L, 3], D> => {
    expectFactors('cross', a, b, 'vectors [..., 3] of one shape', (shape) => shape.at(-1) === 3 && raw.equal(shape, a.shape))
    const lead = a.shape.slice(0, -1)
    const part = (x: AnyTensor, i: number): AnyTensor =>
      raw.slice(x, [...lead.map(() => 0), i % 3], [...lead, (i % 3) + 1])
    const components = [0, 1, 2].map((i) =>
      raw.sub(raw.mul(part(a, i + 1), part(b, i + 2)), raw.mul(part(a, i + 2), part(b, i + 1))))
    return raw.concatenate(components, lead.length) as Tensor<readonly [...L, 3], D>
  }
