/** Triangles and diagonals of matrices, which are the last two axes of a tensor. */
import { constant, eq, ge, le, select, sub } from '../program/scalar.js'
import { expectShape } from '../shape/error.js'
import type { Fits } from '../shape/fits.js'
import {
  diag as diagShape, diagonal as diagonalShape, matrices, type Diag, type Diagonal, type Matrices,
} from '../shape/matrix.js'
import { anInteger, check, checkOptions } from '../shape/options.js'
import type { DType, Shape } from '../shape/shape.js'
import { aTensor, checkCount, checkDtype, checkShape, expectTensor, numbers } from './argument.js'
import type { AnyTensor, Shaped, Tensor } from './tensor.js'
import type { Numeric } from './unary.js'
import * as raw from './untyped.js'

/** What keeps the shape of any matrices. */
export interface OfMatrices {
  <S extends Shape, D extends DType>(x: Fits<Matrices<S>> & Tensor<S, D>): Fits<Matrices<S>> & Tensor<S, D>
}
/** `diagonal` number `K` of any matrices that have it. */
export interface TakingDiagonal<K extends number> {
  <S extends Shape, D extends DType>(x: Fits<Diagonal<S, K>> & Tensor<S, D>): Shaped<Diagonal<S, K>, D>
}
/** `diag` with vectors in diagonal number `K`. */
export interface MakingDiagonal<K extends number> {
  <S extends Shape, D extends DType>(x: Fits<Diag<S, K>> & Tensor<S, D>): Shaped<Diag<S, K>, D>
}

/** 0 where column - row is not on the side of `k` that is kept. It gives a tensor; the compiler would compare it with a refusal. */
// @__NO_SIDE_EFFECTS__
const triangle = (operation: string, isKept: typeof ge) => (k = 0) => (x: AnyTensor): any => {
  check(operation, { k, x }, { k: anInteger, x: aTensor })
  const [m, n] = expectShape(operation, 'x', matrices(x.shape), x.shape).slice(-2) as [number, number]
  const side = raw.elementwise((row, column) => isKept(sub(column, row), constant('i32', k)))
  const kept = side(raw.iota([m, n], 0), raw.iota([m, n], 1))
  return raw.elementwise((c, y) => select(c, y, constant(y.dtype, 0)))(raw.broadcast(kept, x.shape), x)
}

/**
 * The lower triangles of matrices [..., m, n], with 0 elsewhere: diagonal `k` and those below it, by default the main one.
 *
 * @example
 * pipe(of([2, 2], [1, 2, 3, 4]), tril()) // [[1, 0], [3, 4]]
 * pipe(of([2, 2], [1, 2, 3, 4]), tril(-1)) // [[0, 0], [3, 0]]
 */
export const tril = triangle('tril', le) as (k?: number) => OfMatrices
/**
 * The upper triangles of matrices [..., m, n], with 0 elsewhere: diagonal `k` and those above it, by default the main one.
 *
 * @example
 * pipe(of([2, 2], [1, 2, 3, 4]), triu()) // [[1, 2], [0, 4]]
 */
export const triu = triangle('triu', ge) as (k?: number) => OfMatrices

/**
 * Diagonal `k` of matrices, by default the main one: [..., m, n] to [..., size]; 1 is the one above it, -1 the one below. One that
 * the matrices do not have is an error.
 *
 * @example
 * pipe(of([2, 3], [1, 2, 3, 4, 5, 6]), diagonal()) // [1, 5]
 * pipe(of([2, 3], [1, 2, 3, 4, 5, 6]), diagonal(1)) // [2, 6]
 */
export const diagonal = <const K extends number = 0>(k?: K): TakingDiagonal<K> =>
  <S extends Shape, D extends DType>(x: Fits<Diagonal<S, K>> & Tensor<S, D>): Shaped<Diagonal<S, K>, D> =>
    diagonals('diagonal', x, k === undefined ? 0 : k) as Shaped<Diagonal<S, K>, D>

/** Of rows laid end to end, every element that is one row and one column further. */
const diagonals = (operation: string, x: AnyTensor, k: number): AnyTensor => {
  check(operation, { k, x }, { k: anInteger, x: aTensor })
  const shape = expectShape(operation, 'k', diagonalShape(x.shape, k), x.shape)
  const [m, n] = x.shape.slice(-2) as [number, number]
  const [batch, length] = [shape.slice(0, -1), shape.at(-1) as number]
  const start = length === 0 ? 0 : k < 0 ? -k * n : k
  const stop = length === 0 ? 0 : start + (length - 1) * (n + 1) + 1
  const flat = raw.reshape(x, [...batch, m * n])
  return raw.slice(flat, [...batch.map(() => 0), start], [...batch, stop], [...batch.map(() => 1), n + 1])
}

/**
 * Square matrices with vectors in diagonal `k`, by default the main one, and 0 elsewhere: [..., n] to [..., n + |k|, n + |k|].
 *
 * @example
 * pipe(of([2], [1, 2]), diag()) // [[1, 0], [0, 2]]
 * pipe(of([1], [5]), diag(1)) // [[0, 5], [0, 0]]
 */
export const diag = <const K extends number = 0>(k?: K): MakingDiagonal<K> =>
  <S extends Shape, D extends DType>(x: Fits<Diag<S, K>> & Tensor<S, D>): Shaped<Diag<S, K>, D> => {
    const by: number = k === undefined ? 0 : k
    check('diag', { k: by, x }, { k: anInteger, x: aTensor })
    const shape = expectShape('diag', 'x', diagShape(x.shape, by), x.shape)
    checkShape('diag', shape, x.dtype, 'x')
    const [n, side] = [x.shape.at(-1) as number, shape.at(-1) as number]
    const low = by < 0 ? -by * side : by
    const length = n === 0 ? 0 : (n - 1) * (side + 1) + 1
    const none: Shape = x.shape.slice(0, -1).map(() => 0)
    const start = n === 0 ? 0 : low
    const flat = raw.pad(x, [...none, start], [...none, side * side - start - length], 0, [...none, side])
    return raw.reshape(flat, shape) as Shaped<Diag<S, K>, D>
  }

/** `trace` of any matrices. */
export interface Tracing {
  <S extends Shape, D extends Numeric>(x: Fits<Diagonal<S, 0>> & Tensor<S, D>): Shaped<Trace<S>, D>
}
/** The shape of the traces of matrices. */
export type Trace<S extends Shape> = S extends readonly [...infer B extends Shape, number, number] ? readonly [...B] : readonly number[]

/**
 * The sum of the main diagonal of matrices: [..., m, n] to [...].
 *
 * @example
 * trace(of([2, 2], [1, 2, 3, 4])) // 5
 */
export const trace: Tracing = <S extends Shape, D extends Numeric>(x: Fits<Diagonal<S, 0>> & Tensor<S, D>): Shaped<Trace<S>, D> => {
  const main = diagonals('trace', expectTensor('trace', 'x', x, numbers), 0)
  return raw.reduce('sum', main, [main.shape.length - 1]) as Shaped<Trace<S>, D>
}

/** What `eye` takes besides the number of rows. */
export interface EyeOptions<C extends number, D extends DType> {
  /** Columns, by default as many as rows. */
  readonly columns?: C
  /** The diagonal of ones, by default the main one; 1 is the one above it, -1 the one below. */
  readonly k?: number
  /** By default f32. */
  readonly dtype?: D
}

/**
 * 1 in a diagonal, 0 elsewhere: the identity matrix, [rows, columns].
 *
 * @example
 * eye(2) // [[1, 0], [0, 1]]
 * eye(2, { columns: 3, k: 1, dtype: 'i32' }) // [[0, 1, 0], [0, 0, 1]]
 */
export const eye = <const N extends number, const C extends number = N, D extends DType = 'f32'>(
  rows: N, options: EyeOptions<C, D> = {},
): Tensor<readonly [N, C], NoInfer<D>> => {
  checkCount('eye', 'rows', rows)
  const { columns, k = 0, dtype = 'f32' } =
    checkOptions<EyeOptions<C, D>>('eye', options, { columns: anInteger, k: anInteger, dtype: true })
  if (columns !== undefined) checkCount('eye', 'columns', columns)
  checkDtype('eye', dtype)
  const shape = [rows, columns ?? rows]
  checkShape('eye', shape, dtype)
  const one = raw.elementwise((row, column) => select(
    eq(sub(column, row), constant('i32', k)), constant(dtype, 1), constant(dtype, 0)))
  return one(raw.iota(shape, 0), raw.iota(shape, 1)) as Tensor<readonly [N, C], D>
}
