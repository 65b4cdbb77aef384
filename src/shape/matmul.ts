import type { Agree } from './agree.js'
import type { Shape } from './shape.js'
import { shapeText } from './text.js'
import type { ShapeText, SizeText } from './text.js'

/**
 * The shape of a matrix product: `[..., m, k] · [..., k, n]` is `[..., m, n]`. The leading axes are equal, or the second
 * factor has none.
 *
 * @example
 * type Logits = MatMul<readonly [32, 784], readonly [784, 10]> // readonly [32, 10]
 * matmul([32, 784], [64, 10]) // 'cannot multiply [32, 784] by [64, 10]: inner sizes 784 and 64 differ'
 */
export type MatMul<A extends Shape, B extends Shape> =
  A extends readonly [...infer L extends Shape, infer M extends number, infer K extends number]
    ? B extends readonly [...infer BL extends Shape, infer BK extends number, infer N extends number]
      ? Agree<K, BK> extends readonly [number]
        ? BL extends readonly []
          ? readonly [...L, M, N]
          : Leading<L, BL> extends infer R extends Shape
            ? readonly [...R, M, N]
            : `cannot multiply ${ShapeText<A>} by ${ShapeText<B>}: leading sizes ${ShapeText<L>} and ${ShapeText<BL>} differ`
        : `cannot multiply ${ShapeText<A>} by ${ShapeText<B>}: inner sizes ${SizeText<K>} and ${SizeText<BK>} differ`
      : TooFewAxes<A, B, B['length']>
    : TooFewAxes<A, B, A['length']>
type TooFewAxes<A extends Shape, B extends Shape, Rank extends number> =
  number extends Rank ? readonly number[] : `cannot multiply ${ShapeText<A>} by ${ShapeText<B>}: both need 2 axes or more`

/** The leading axes of two, where they are equal; or null. */
export type Leading<A extends Shape, B extends Shape, R extends Shape = readonly []> =
  A extends readonly [infer H extends number, ...infer T extends Shape]
    ? B extends readonly [infer G extends number, ...infer U extends Shape]
      ? Agree<H, G> extends readonly [infer N extends number] ? Leading<T, U, readonly [...R, N]> : null
      : number extends B['length'] ? readonly [...R, ...A] : null
    : number extends A['length'] ? readonly [...R, ...B] : B extends readonly [] ? R : number extends B['length'] ? R : null

export const matmul = (a: Shape, b: Shape): Shape | string => {
  const because = (reason: string): string => `cannot multiply ${shapeText(a)} by ${shapeText(b)}: ${reason}`
  const [m, k] = a.slice(-2)
  const [bk, n] = b.slice(-2)
  if (m === undefined || k === undefined || bk === undefined || n === undefined) return because('both need 2 axes or more')
  if (k !== bk) return because(`inner sizes ${k} and ${bk} differ`)
  const [leading, other] = [a.slice(0, -2), b.slice(0, -2)]
  return other.length === 0 || (other.length === leading.length && other.every((s, i) => s === leading[i]))
    ? [...leading, m, n]
    : because(`leading sizes ${shapeText(leading)} and ${shapeText(other)} differ`)
}
