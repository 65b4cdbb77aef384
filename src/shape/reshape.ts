import type { FloorDivide, Multiply, Remainder } from './arithmetic.js'
import type { Same } from './fits.js'
import type { Shape } from './shape.js'
import { size } from './size.js'
import type { Size } from './size.js'
import { shapeText } from './text.js'
import type { Literal, ShapeText, SizeText } from './text.js'

/**
 * The same elements in another shape: the sizes multiply to the same number. One size of the target may be -1, and is
 * then what is left. Equal leading sizes cancel, so a batch of unknown size passes through.
 *
 * @example
 * type Rows = Reshape<readonly [32, 28, 28], readonly [-1, 784]> // readonly [32, 784]
 * reshape([28, 28], [783]) // 'cannot reshape [28, 28] (784 elements) into [783] (783 elements)'
 */
export type Reshape<S extends Shape, T extends Shape> =
  { s: S; t: T } extends { s: T; t: S } ? T
  : readonly number[] extends T ? readonly number[]
  : Passed<S, T> extends infer R extends Shape ? R : Divided<S, T>

/**
 * A leading size that the target repeats, or leaves to -1, passes through when the rest has the same number of elements.
 * All that matters about it is that it is the same, so it may be a type parameter.
 */
type Passed<S extends Shape, T extends Shape> =
  S extends readonly [infer H extends number, ...infer A extends Shape]
    ? T extends readonly [infer G extends number, ...infer B extends Shape]
      ? { h: H; g: G } extends { h: G; g: H } | { h: unknown; g: -1 }
        ? Size<B> extends infer N extends number
          ? number extends N ? null : N extends 0 ? null : Same<Size<A>, N> extends true ? readonly [H, ...B] : null
          : never
        : null
      : null
    : null

type Divided<S extends Shape, T extends Shape> =
  Cancelled<S, T> extends readonly [infer A extends Shape, infer B extends Shape, infer L extends Shape]
    ? Hole<B> extends readonly [infer Before extends Shape, infer After extends Shape]
      ? Hole<After> extends null
        ? Filled<S, T, A, readonly [...L, ...Before], After, Size<readonly [...Before, ...After]>>
        : `cannot reshape ${ShapeText<S>} into ${ShapeText<T>}: only one size can be -1`
      : Equal<Size<A>, Size<B>> extends true ? T
        : `cannot reshape ${ShapeText<S>} (${ElementsText<S>}) into ${ShapeText<T>} (${ElementsText<T>})`
    : never

/** Both shapes without their equal leading sizes, and those. Zero does not cancel, nor does plain `number`. */
type Cancelled<S extends Shape, T extends Shape, L extends Shape = readonly []> =
  S extends readonly [infer H extends number, ...infer A extends Shape]
    ? T extends readonly [infer G extends number, ...infer B extends Shape]
      ? Cancels<H, G> extends true ? Cancelled<A, B, readonly [...L, H]> : readonly [S, T, L]
      : readonly [S, T, L]
    : readonly [S, T, L]
type Cancels<H extends number, G extends number> = number extends H ? false : H extends 0 ? false : Same<H, G>

/** What stands before and after the first -1, or null. */
type Hole<T extends Shape, Before extends Shape = readonly []> =
  T extends readonly [infer H extends number, ...infer R extends Shape]
    ? H extends -1 ? readonly [Before, R] : Hole<R, readonly [...Before, H]>
    : null

// `A` is to be divided by `N`, the product of the sizes around the hole. A first size whose rest is `N` fills the hole itself.
type Filled<S extends Shape, T extends Shape, A extends Shape, Before extends Shape, After extends Shape, N extends number> =
  N extends 0 ? `cannot reshape ${ShapeText<S>} into ${ShapeText<T>}: -1 could be any size`
  : number extends N ? readonly [...Before, number, ...After]
  : A extends readonly [infer H extends number, ...infer R extends Shape]
    ? Same<Size<R>, N> extends true ? readonly [...Before, H, ...After] : Quotient<S, T, Size<A>, Before, After, N>
    : Quotient<S, T, Size<A>, Before, After, N>

type Quotient<S extends Shape, T extends Shape, A extends number, Before extends Shape, After extends Shape, N extends number> =
  Equal<Remainder<A, N>, 0> extends true
    ? readonly [...Before, FloorDivide<A, N>, ...After]
    : `cannot reshape ${ShapeText<S>} (${ElementsText<S>}) into ${ShapeText<T>}: not a multiple of ${Multiples<T>}`

/** Whether two sizes are equal, as far as the compiler can tell. */
type Equal<A extends number, B extends number> = number extends A ? true : number extends B ? true : Same<A, B>

export const reshape = (shape: Shape, to: Shape): Shape | string => {
  const n = size(shape)
  const holes = to.filter((s) => s === -1).length
  const rest = size(to.filter((s) => s !== -1))
  if (holes === 0)
    return n === rest ? to
      : `cannot reshape ${shapeText(shape)} (${elementsText(n)}) into ${shapeText(to)} (${elementsText(rest)})`
  if (holes > 1) return `cannot reshape ${shapeText(shape)} into ${shapeText(to)}: only one size can be -1`
  if (rest === 0) return `cannot reshape ${shapeText(shape)} into ${shapeText(to)}: -1 could be any size`
  return n % rest === 0
    ? to.map((s) => (s === -1 ? n / rest : s))
    : `cannot reshape ${shapeText(shape)} (${elementsText(n)}) into ${shapeText(to)}: not a multiple of ${elementsText(rest)}`
}

/** `784 elements`; sizes that are not literals stay in front: `Batch · 784 elements`. */
type ElementsText<S extends Shape, N extends number = 1, Names extends string = ''> =
  S extends readonly [infer H extends number, ...infer T extends Shape]
    ? Literal<H> extends true ? ElementsText<T, Multiply<N, H>, Names> : ElementsText<T, N, `${Names}${SizeText<H>} · `>
    : N extends 1 ? (Names extends '' ? '1 element' : `${Names}1 elements`) : `${Names}${N} elements`
/** The elements of a target without its -1. */
type Multiples<T extends Shape> =
  Hole<T> extends readonly [infer Before extends Shape, infer After extends Shape]
    ? ElementsText<readonly [...Before, ...After]>
    : never
const elementsText = (n: number): string => (n === 1 ? '1 element' : `${n} elements`)

/**
 * All elements in one axis.
 *
 * @example
 * type Flat = Flatten<readonly [28, 28, 1]> // readonly [784]
 */
export type Flatten<S extends Shape> = readonly [Size<S>]
export const flatten = (shape: Shape): Shape => [size(shape)]
