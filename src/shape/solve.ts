import type { Agree } from './agree.js'
import type { Shape } from './shape.js'
import { matrix, square } from './square.js'
import type { Matrix, Square } from './square.js'
import { shapeText } from './text.js'
import type { ShapeText, SizeText } from './text.js'

/**
 * The shape of the x of a·x = b: for `a` of [..., m, n], [..., n, k] where `b` is [..., m, k], of as many axes as `a`; and [...,
 * n] where it is [..., m], of one axis less. The leading axes are equal.
 *
 * @example
 * type X = Solve<readonly [3, 2], readonly [3]> // readonly [2]
 * solve([3, 2], [4]) // 'cannot solve [3, 2] for [4]: 3 rows are not 4'
 */
export type Solve<A extends Shape, B extends Shape> =
  Matrix<A> extends infer R extends string ? R
  : number extends A['length'] | B['length'] ? readonly number[]
  : A extends readonly [...infer L extends Shape, infer M extends number, infer N extends number]
    ? A['length'] extends B['length']
      ? B extends readonly [...infer O extends Shape, infer R extends number, infer K extends number]
        ? Solved<A, B, M, R, L, O, readonly [N, K]> : never
      : B extends readonly [...infer O extends Shape, infer R extends number]
        ? [...O, 0, 0]['length'] extends A['length'] ? Solved<A, B, M, R, L, O, readonly [N]> : Axes<A, B>
        : Axes<A, B>
    : never
type Axes<A extends Shape, B extends Shape> =
  `cannot solve ${ShapeText<A>} for ${ShapeText<B>}: as many axes are matrices, and one less vectors`
type Solved<
  A extends Shape, B extends Shape, M extends number, R extends number, L extends Shape, O extends Shape, X extends Shape,
> =
  Agree<M, R> extends readonly [number]
    ? Leading<L, O> extends infer Both extends Shape
      ? readonly [...Both, ...X]
      : `cannot solve ${ShapeText<A>} for ${ShapeText<B>}: leading sizes ${ShapeText<L>} and ${ShapeText<O>} differ`
    : `cannot solve ${ShapeText<A>} for ${ShapeText<B>}: ${SizeText<M>} rows are not ${SizeText<R>}`

/** The same, of square `a`. */
export type SolveSquare<A extends Shape, B extends Shape> = Square<A> extends infer R extends string ? R : Solve<A, B>

export const solve = (a: Shape, b: Shape): Shape | string => {
  const because = (reason: string): string => `cannot solve ${shapeText(a)} for ${shapeText(b)}: ${reason}`
  const fits = matrix(a)
  if (typeof fits === 'string') return fits
  const isVector = b.length === a.length - 1
  if (!isVector && b.length !== a.length) return because('as many axes are matrices, and one less vectors')
  const [leading, [m, n]] = [a.slice(0, -2), a.slice(-2) as readonly number[] as readonly [number, number]]
  const [rows, ...columns] = b.slice(leading.length)
  if (rows !== m) return because(`${m} rows are not ${rows}`)
  const other = b.slice(0, leading.length)
  return leading.every((size, i) => size === other[i]) ? [...leading, n, ...columns]
    : because(`leading sizes ${shapeText(leading)} and ${shapeText(other)} differ`)
}

export const solveSquare = (a: Shape, b: Shape): Shape | string => {
  const fits = square(a)
  return typeof fits === 'string' ? fits : solve(a, b)
}

/** The leading axes of two, where they are equal; or null. */
type Leading<A extends Shape, B extends Shape, R extends Shape = readonly []> =
  A extends readonly [infer H extends number, ...infer T extends Shape]
    ? B extends readonly [infer G extends number, ...infer U extends Shape]
      ? Agree<H, G> extends readonly [infer N extends number] ? Leading<T, U, readonly [...R, N]> : null
      : number extends B['length'] ? readonly [...R, ...A] : null
    : number extends A['length'] ? readonly [...R, ...B] : B extends readonly [] ? R : number extends B['length'] ? R : null
