import type { Add, LessThan, Subtract } from './arithmetic.js'
import type { Shape } from './shape.js'
import { axesText, shapeText } from './text.js'
import type { AxesText, ShapeText } from './text.js'

/**
 * A shape of matrices, [..., m, n]; or a message.
 *
 * @example
 * type Some = Matrices<readonly [8, 2, 3]> // readonly [8, 2, 3]
 * matrices([3]) // '[3] has 1 axis: matrices have at least 2'
 */
export type Matrices<S extends Shape> =
  number extends S['length'] ? readonly number[]
  : S['length'] extends 0 | 1 ? `${ShapeText<S>} has ${AxesText<S['length']>}: matrices have at least 2` : S
export const matrices = (shape: Shape): Shape | string =>
  (shape.length >= 2 ? shape : `${shapeText(shape)} has ${axesText(shape.length)}: matrices have at least 2`)

/**
 * The shape of diagonals `K` of matrices: 0 is the main one, 1 the one above it, -1 the one below.
 *
 * @example
 * type Main = Diagonal<readonly [8, 2, 3], 0> // readonly [8, 2]
 * diagonal([2, 3], 3) // 'diagonal 3 is outside of [2, 3]'
 */
export type Diagonal<S extends Shape, K extends number> =
  number extends S['length'] ? readonly number[]
  : S extends readonly [...infer B extends Shape, infer M extends number, infer N extends number]
    ? Length<M, N, K> extends infer L extends number ? readonly [...B, L] : `diagonal ${K} is outside of ${ShapeText<S>}`
    : `${ShapeText<S>} has ${AxesText<S['length']>}: matrices have at least 2`
type Length<M extends number, N extends number, K extends number> =
  number extends K ? number
  : `${K}` extends `-${infer J extends number}` ? LessThan<J, M> extends false ? null : Lesser<Subtract<M, J>, N>
  : K extends 0 ? Lesser<M, N>
  : LessThan<K, N> extends false ? null : Lesser<M, Subtract<N, K>>
type Lesser<A extends number, B extends number> =
  { a: A; b: B } extends { a: B; b: A } ? A : number extends A | B ? number : LessThan<A, B> extends true ? A : B

export const diagonal = (shape: Shape, k: number): Shape | string => {
  if (shape.length < 2) return matrices(shape)
  const [m, n] = shape.slice(-2) as [number, number]
  const isThere = k === 0 || (k < 0 ? -k < m : k < n)
  return isThere ? [...shape.slice(0, -2), k < 0 ? Math.min(m + k, n) : Math.min(m, n - k)]
    : `diagonal ${k} is outside of ${shapeText(shape)}`
}

/**
 * The shape of square matrices with vectors [..., n] in their diagonals `K`.
 *
 * @example
 * type Square = Diag<readonly [8, 3], -1> // readonly [8, 4, 4]
 * diag([], 0) // '[] has 0 axes: vectors have at least 1'
 */
export type Diag<S extends Shape, K extends number> =
  number extends S['length'] ? readonly number[]
  : S extends readonly [...infer B extends Shape, infer N extends number]
    ? Side<N, K> extends infer M extends number ? readonly [...B, M, M] : never
    : `${ShapeText<S>} has ${AxesText<S['length']>}: vectors have at least 1`
type Side<N extends number, K extends number> =
  K extends 0 ? N : `${K}` extends `-${infer J extends number}` ? Add<N, J> : Add<N, K>
export const diag = (shape: Shape, k: number): Shape | string => {
  const n = shape.at(-1)
  if (n === undefined) return `${shapeText(shape)} has ${axesText(shape.length)}: vectors have at least 1`
  return [...shape.slice(0, -1), n + Math.abs(k), n + Math.abs(k)]
}
