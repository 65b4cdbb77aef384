import type { Add, LessThan, Multiply, Subtract } from './arithmetic.js'
import type { Shape } from './shape.js'
import { alongAxes, type Along, type Extent, type Pair } from './window.js'

/**
 * What is put around the axes of sequences and images, or cut off there: [before, after] along a sequence and for each axis of an
 * image; or one number for all ends.
 */
export type Border1d = number | readonly [before: number, after: number]
/** The borders of an image; or one number for all. */
export type Border2d =
  | number | readonly [height: readonly [before: number, after: number], width: readonly [before: number, after: number]]
/** Borders of sequences or images. */
export type Borders = Border1d | Border2d

/** What a border is along axis `A`. */
type Ends<W extends Borders, A extends 0 | 1> =
  W extends number ? readonly [W, W] : W extends readonly Pair[] ? W[A] : W extends Pair ? W : never

/** [before, after] for each axis. */
export const endsOf = (border: Borders, rank: number): readonly Pair[] =>
  typeof border === 'number' ? Array.from({ length: rank }, (): Pair => [border, border])
  : rank === 1 ? [border as Pair] : border as readonly Pair[]

type Negative<W extends Pair> = `${W[0]},${W[1]}` extends `${string}-${string}` ? true : false

/**
 * The size of an axis with elements before and after it.
 *
 * @example
 * type Out = PaddedSize<28, readonly [2, 1]> // 31
 * paddedSize(28, [-1, 0]) // 'padding [-1, 0] is negative'
 */
export type PaddedSize<N extends number, W extends Pair> =
  Negative<W> extends true ? `padding [${W[0]}, ${W[1]}] is negative` : Add<Add<N, W[0]>, W[1]>
export const paddedSize = (n: number, [low, high]: Pair): number | string =>
  low < 0 || high < 0 ? `padding [${low}, ${high}] is negative` : n + low + high

/**
 * The size of an axis without some elements at its ends, of which at least one has to be left.
 *
 * @example
 * type Out = CroppedSize<28, readonly [2, 1]> // 25
 * croppedSize(4, [2, 2]) // 'cropping [2, 2] leaves nothing of 4'
 */
export type CroppedSize<N extends number, W extends Pair> =
  Negative<W> extends true ? `cropping [${W[0]}, ${W[1]}] is negative`
  : LessThan<Add<W[0], W[1]>, N> extends false ? `cropping [${W[0]}, ${W[1]}] leaves nothing of ${N}`
  : Subtract<N, Add<W[0], W[1]>>
export const croppedSize = (n: number, [low, high]: Pair): number | string =>
  low < 0 || high < 0 ? `cropping [${low}, ${high}] is negative`
  : low + high < n ? n - low - high : `cropping [${low}, ${high}] leaves nothing of ${n}`

/**
 * The size of an axis whose every element becomes so many.
 *
 * @example
 * type Out = ScaledSize<14, 2> // 28
 * scaledSize(14, 0) // 'factor 0 is not positive'
 */
export type ScaledSize<N extends number, F extends number> =
  `${F}` extends '0' | `-${string}` ? `factor ${F} is not positive` : Multiply<N, F>
export const scaledSize = (n: number, factor: number): number | string =>
  Number.isInteger(factor) && factor > 0 ? n * factor : `factor ${factor} is not positive`

/** What becomes of an axis: one of the three. */
export type Resizing = 'pad' | 'crop' | 'scale'

type Size<How extends Resizing, N extends number, W, A extends 0 | 1> =
  How extends 'scale' ? ScaledSize<N, W extends Pair ? W[A] : W extends number ? W : number>
  : W extends Borders ? How extends 'pad' ? PaddedSize<N, Ends<W, A>> : CroppedSize<N, Ends<W, A>> : never

/**
 * The sizes of a sequence or an image whose axes are padded, cropped or scaled; or the first message, with its axis named.
 *
 * @example
 * type Out = Resized<readonly [28, 28], 'pad', readonly [readonly [1, 1], readonly [0, 2]]> // readonly [30, 30]
 * resized([4, 8], 'crop', [[1, 3], [0, 0]]) // 'height: cropping [1, 3] leaves nothing of 4'
 */
export type Resized<In extends Shape, How extends Resizing, W> =
  In extends readonly [infer H extends number, infer V extends number] ? Along<Size<How, H, W, 0>, Size<How, V, W, 1>>
  : In extends readonly [infer N extends number] ? Along<Size<How, N, W, 0>>
  : never
export const resized = (sizes: Shape, how: Resizing, by: Borders | Extent): Shape | string =>
  alongAxes(sizes.length, (axis) => {
    const n = sizes[axis] as number
    if (how === 'scale') return scaledSize(n, typeof by === 'number' ? by : by[axis] as number)
    const ends = endsOf(by as Borders, sizes.length)[axis] as Pair
    return how === 'pad' ? paddedSize(n, ends) : croppedSize(n, ends)
  })
