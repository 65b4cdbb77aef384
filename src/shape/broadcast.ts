import type { Fits, Known } from './fits.js'
import type { Shape } from './shape.js'
import { shapeText } from './text.js'
import type { Literal, ShapeText, SizeText } from './text.js'

/**
 * Two shapes broadcast when, aligned at their last axes, the sizes are equal or one of them is 1; missing axes count as 1.
 * The result has the larger size everywhere.
 *
 * A size that is plain `number` may be anything, a branded one equals only itself. The first test is true at once for
 * equal type parameters, and for a leading one that meets 1: `Broadcast<S, S>` is `S` inside a generic function too.
 *
 * @example
 * type Sum = Broadcast<readonly [32, 10], readonly [10]> // readonly [32, 10]
 * broadcast([32, 784], [64]) // 'cannot broadcast [32, 784] with [64]: 784 is not 64'
 */
export type Broadcast<A extends Shape, B extends Shape> =
  { a: A; b: B } extends Alike<A, B> ? A : Aligned<A, B, readonly [], A, B>

/** `Fits` and `Known` of a broadcast, which decide as much for type parameters as `Broadcast` does. */
export type FitsBroadcast<A extends Shape, B extends Shape> =
  { a: A; b: B } extends Alike<A, B> ? unknown : Fits<Aligned<A, B, readonly [], A, B>>
/** The shape that two broadcast to, where they do. */
export type KnownBroadcast<A extends Shape, B extends Shape> =
  { a: A; b: B } extends Alike<A, B> ? A : Known<Aligned<A, B, readonly [], A, B>>

/** Pairs of shapes that broadcast to the first: equal ones, or equal but for a leading 1. */
type Alike<A extends Shape, B extends Shape> = { a: B; b: A } | { a: readonly [unknown, ...Tail<B>]; b: readonly [1, ...Tail<A>] }
type Tail<S extends Shape> = S extends readonly [unknown, ...infer T extends Shape] ? T : never

type Aligned<A extends Shape, B extends Shape, R extends Shape, WholeA extends Shape, WholeB extends Shape> =
  A extends readonly [...infer AI extends Shape, infer AL extends number]
    ? B extends readonly [...infer BI extends Shape, infer BL extends number]
      ? Meet<AL, BL> extends readonly [infer N extends number]
        ? Aligned<AI, BI, readonly [N, ...R], WholeA, WholeB>
        : `cannot broadcast ${ShapeText<WholeA>} with ${ShapeText<WholeB>}: ${SizeText<AL>} is not ${SizeText<BL>}`
      : number extends B['length'] ? readonly [...number[], ...R] : readonly [...A, ...R]
    : number extends A['length'] ? readonly [...number[], ...R] : readonly [...B, ...R]

export const broadcast = (a: Shape, b: Shape): Shape | string => {
  const rank = Math.max(a.length, b.length)
  const sizes = Array.from({ length: rank }, (_, i) => [a[a.length - rank + i] ?? 1, b[b.length - rank + i] ?? 1] as const)
  const clash = sizes.findLast(([m, n]) => m !== n && m !== 1 && n !== 1)
  return clash === undefined
    ? sizes.map(([m, n]) => (m === 1 ? n : m))
    : `cannot broadcast ${shapeText(a)} with ${shapeText(b)}: ${clash[0]} is not ${clash[1]}`
}

/** The size that two meet in, boxed; or null. Here too the first test is true at once for equal type parameters. */
type Meet<A extends number, B extends number> =
  { a: A; b: B } extends { a: B; b: A } | { a: unknown; b: 1 } ? readonly [A]
  : A extends 1 ? readonly [B]
  : number extends A ? readonly [Literal<B> extends true ? B : number]
  : number extends B ? readonly [Literal<A> extends true ? A : number]
  : null

/**
 * `T`, when `A` broadcasts to it without changing it.
 *
 * @example
 * broadcastTo([3], [2, 4]) // 'cannot broadcast [3] to [2, 4]: 3 is not 4'
 */
export type BroadcastTo<A extends Shape, T extends Shape> =
  { a: A; t: T } extends { a: T; t: A } | { a: readonly [1, ...Tail<T>]; t: readonly [unknown, ...Tail<A>] }
    ? T
    : Stretched<A, T, A, T>
type Stretched<A extends Shape, T extends Shape, WholeA extends Shape, WholeT extends Shape> =
  A extends readonly [...infer AI extends Shape, infer AL extends number]
    ? T extends readonly [...infer TI extends Shape, infer TL extends number]
      ? Stretches<AL, TL> extends true
        ? Stretched<AI, TI, WholeA, WholeT>
        : `cannot broadcast ${ShapeText<WholeA>} to ${ShapeText<WholeT>}: ${SizeText<AL>} is not ${SizeText<TL>}`
      : number extends T['length'] ? WholeT : `cannot broadcast ${ShapeText<WholeA>} to ${ShapeText<WholeT>}: it has more axes`
    : WholeT
type Stretches<A extends number, T extends number> =
  { n: A } extends { n: T | 1 } ? true : number extends A ? true : number extends T ? true : false

export const broadcastTo = (a: Shape, to: Shape): Shape | string => {
  const offset = to.length - a.length
  const clash = a.findLastIndex((n, i) => n !== 1 && to[offset + i] !== undefined && n !== to[offset + i])
  return clash >= 0
    ? `cannot broadcast ${shapeText(a)} to ${shapeText(to)}: ${a[clash]} is not ${to[offset + clash]}`
    : offset < 0 ? `cannot broadcast ${shapeText(a)} to ${shapeText(to)}: it has more axes` : to
}
