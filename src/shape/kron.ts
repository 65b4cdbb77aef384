import { multiply } from './arithmetic.js'
import type { Multiply } from './arithmetic.js'
import type { Shape } from './shape.js'

/**
 * The shape of Kronecker's product of two matrices: the products of their sizes.
 *
 * @example
 * type Product = Kron<readonly [2, 3], readonly [4, 5]> // readonly [8, 15]
 * kron([2, 3], [4, 5]) // [8, 15]
 */
export type Kron<A extends readonly [number, number], B extends readonly [number, number]> =
  readonly [Multiply<A[0], B[0]>, Multiply<A[1], B[1]>]
export const kron = (a: Shape, b: Shape): Shape => a.map((n, i) => multiply(n, b[i] as number))
