import type { Agree } from './agree.js'
import { broadcast } from './broadcast.js'
import type { Broadcast } from './broadcast.js'
import type { Shape } from './shape.js'
import { shapeText } from './text.js'
import type { ShapeText, SizeText } from './text.js'

/**
 * The shape of a matrix product: `[..., m, k] · [..., k, n]` is `[..., m, n]`. The leading axes broadcast. A vector on the left
 * is a row, on the right a column, and that axis is not in the result.
 *
 * @example
 * type Logits = MatMul<readonly [32, 784], readonly [784, 10]> // readonly [32, 10]
 * matmul([32, 784], [64, 10]) // 'cannot multiply [32, 784] by [64, 10]: inner sizes 784 and 64 differ'
 */
export type MatMul<A extends Shape, B extends Shape> =
  A extends readonly [...infer L extends Shape, infer M extends number, infer K extends number]
    ? B extends readonly [...infer BL extends Shape, infer BK extends number, infer N extends number]
      ? Inner<A, B, K, BK, Led<A, B, readonly [...L], readonly [...BL], M, N>>
      : B extends readonly [infer BK extends number] ? Inner<A, B, K, BK, readonly [...L, M]> : NoAxes<A, B, B['length']>
    : A extends readonly [infer K extends number]
      ? B extends readonly [...infer BL extends Shape, infer BK extends number, infer N extends number]
        ? Inner<A, B, K, BK, readonly [...BL, N]>
        : B extends readonly [infer BK extends number] ? Inner<A, B, K, BK, readonly []> : NoAxes<A, B, B['length']>
      : NoAxes<A, B, A['length']>
type NoAxes<A extends Shape, B extends Shape, Rank extends number> =
  number extends Rank ? readonly number[] : `cannot multiply ${ShapeText<A>} by ${ShapeText<B>}: both need an axis`
type Inner<A extends Shape, B extends Shape, K extends number, BK extends number, R> =
  Agree<K, BK> extends readonly [number] ? R
  : `cannot multiply ${ShapeText<A>} by ${ShapeText<B>}: inner sizes ${SizeText<K>} and ${SizeText<BK>} differ`
type Led<A extends Shape, B extends Shape, L extends Shape, BL extends Shape, M extends number, N extends number> =
  BL extends readonly [] ? readonly [...L, M, N]
  : Broadcast<L, BL> extends infer R extends Shape ? readonly [...R, M, N]
  : `cannot multiply ${ShapeText<A>} by ${ShapeText<B>}: leading sizes ${ShapeText<L>} and ${ShapeText<BL>} differ`

const because = (a: Shape, b: Shape, reason: string): string => `cannot multiply ${shapeText(a)} by ${shapeText(b)}: ${reason}`
const unequal = (a: Shape, b: Shape, k: number, other: number): string =>
  because(a, b, `inner sizes ${k} and ${other} differ`)

export const matmul = (a: Shape, b: Shape): Shape | string => {
  const [k, bk] = [a.at(-1), b.length === 1 ? b[0] : b.at(-2)]
  if (k === undefined || bk === undefined) return because(a, b, 'both need an axis')
  if (k !== bk) return unequal(a, b, k, bk)
  const [leading, other] = [a.slice(0, -2), b.slice(0, -2)]
  const both = broadcast(leading, other)
  return typeof both === 'string' ? because(a, b, `leading sizes ${shapeText(leading)} and ${shapeText(other)} differ`)
    : [...both, ...a.slice(-2, -1), ...(b.length === 1 ? [] : b.slice(-1))]
}

/** The same for a matrix `b`, and rows along all other axes of `a`. */
export const rowsByMatrix = (a: Shape, b: Shape): Shape | string =>
  a.at(-1) === b[0] ? [...a.slice(0, -1), b[1] as number] : unequal(a, b, a.at(-1) as number, b[0] as number)
