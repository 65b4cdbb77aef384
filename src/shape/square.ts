import type { Agree } from './agree.js'
import type { LessThan } from './arithmetic.js'
import type { Shape } from './shape.js'
import { shapeText } from './text.js'
import type { ShapeText, SizeText } from './text.js'

/**
 * The shape of square matrices, [..., n, n], of at least one row.
 *
 * @example
 * type Two = Square<readonly [32, 2, 2]> // readonly [32, 2, 2]
 * square([3, 4]) // '[3, 4] is no square matrix: 3 is not 4'
 */
export type Square<S extends Shape> =
  S extends readonly [...infer L extends Shape, infer M extends number, infer N extends number]
    ? Agree<M, N> extends readonly [infer K extends number] ? readonly [...L, K, K]
      : `${ShapeText<S>} is no square matrix: ${SizeText<M>} is not ${SizeText<N>}`
    : NoMatrix<S>
type NoMatrix<S extends Shape> =
  number extends S['length'] ? readonly number[] : `${ShapeText<S>} is no matrix: a matrix has 2 axes, behind those of a batch`
const noMatrix = (shape: Shape): string => `${shapeText(shape)} is no matrix: a matrix has 2 axes, behind those of a batch`
const noElements = (shape: Shape): string => `${shapeText(shape)} is no matrix: it has no elements`

export const square = (shape: Shape): Shape | string => {
  const [m, n] = shape.slice(-2)
  return m === undefined || n === undefined ? noMatrix(shape)
    : m !== n ? `${shapeText(shape)} is no square matrix: ${m} is not ${n}`
    : n === 0 ? noElements(shape) : shape
}

/** The leading axes of matrices [..., m, n], or of square ones. */
export type Batch<S extends Shape> = S extends readonly [...infer L extends Shape, infer _M, infer _N] ? L : NoMatrix<S>
/** As many numbers as a square matrix has rows, [..., n]. */
export type Diagonal<S extends Shape> =
  S extends readonly [...infer L extends Shape, infer N extends number, number] ? readonly [...L, N] : NoMatrix<S>

/** The lesser of two sizes; `number` where one of them is not known. */
export type Least<M extends number, N extends number> =
  { a: M; b: N } extends { a: N; b: M } ? M
  : { is: LessThan<M, N> } extends { is: true } ? M : { is: LessThan<M, N> } extends { is: false } ? N : number

/** A matrix of any sizes but 0, [..., m, n]. */
export type Matrix<S extends Shape> = S extends readonly [...Shape, number, number] ? S : NoMatrix<S>
export const matrix = (shape: Shape): Shape | string =>
  (shape.length < 2 ? noMatrix(shape) : shape.slice(-2).includes(0) ? noElements(shape) : shape)

/** Of [..., m, n] as many columns as the lesser of the two, [..., m, k]. */
export type Columns<S extends Shape> =
  S extends readonly [...infer L extends Shape, infer M extends number, infer N extends number]
    ? readonly [...L, M, Least<M, N>] : NoMatrix<S>
/** Of [..., m, n] as many rows as the lesser of the two, [..., k, n]. */
export type Rows<S extends Shape> =
  S extends readonly [...infer L extends Shape, infer M extends number, infer N extends number]
    ? readonly [...L, Least<M, N>, N] : NoMatrix<S>
/** As many numbers as the lesser of m and n, [..., k]. */
export type Values<S extends Shape> =
  S extends readonly [...infer L extends Shape, infer M extends number, infer N extends number]
    ? readonly [...L, Least<M, N>] : NoMatrix<S>
/** The shape of the transposed matrices, [..., n, m]. */
export type Transposed<S extends Shape> =
  S extends readonly [...infer L extends Shape, infer M extends number, infer N extends number]
    ? readonly [...L, N, M] : NoMatrix<S>
