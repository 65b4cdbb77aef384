import type { Add, CeilDivide, LessThan, Multiply, Subtract } from './arithmetic.js'
import type { Shape } from './shape.js'

/**
 * How a window treats the borders: `'valid'` stays inside, `'same'` gives ⌈in / stride⌉ outputs (as TensorFlow: an odd
 * element of padding goes to the end), or so many elements are added before and after.
 */
export type Padding = 'valid' | 'same' | readonly [low: number, high: number]

/**
 * The number of places of a window that slides along an axis, as in convolution and pooling. A kernel of `k` elements at
 * dilation `d` spans (k - 1)·d elements beyond its first; there are ⌈(in + padding - span) / stride⌉ places.
 *
 * @example
 * type Out = WindowSize<28, 5, 2, 1, 'valid'> // 12
 * windowSize(4, 5, 1, 1, 'valid') // 'kernel 5 is larger than 4'
 */
export type WindowSize<
  In extends number, Kernel extends number, Stride extends number = 1, Dilation extends number = 1, P extends Padding = 'valid',
> =
  NotPositive<Kernel> extends true ? `kernel ${Kernel} is not positive`
  : NotPositive<Stride> extends true ? `stride ${Stride} is not positive`
  : NotPositive<Dilation> extends true ? `dilation ${Dilation} is not positive`
  : P extends 'same' ? CeilDivide<In, Stride>
  : P extends readonly [infer L extends number, infer H extends number]
    ? Places<In, Add<Add<In, L>, H>, Kernel, Stride, Dilation, P>
    : Places<In, In, Kernel, Stride, Dilation, P>

type Places<In extends number, N extends number, K extends number, Stride extends number, D extends number, P extends Padding> =
  Multiply<Subtract<K, 1>, D> extends infer Span extends number
    ? LessThan<Span, N> extends false
      ? `kernel ${K}${D extends 1 ? '' : ` (${Add<Span, 1>} at dilation ${D})`} is larger than ${In}${PaddedText<N, P>}`
      : CeilDivide<Subtract<N, Span>, Stride>
    : never
type PaddedText<N extends number, P extends Padding> =
  P extends readonly [infer L extends number, infer H extends number] ? ` (${N} with padding [${L}, ${H}])` : ''
type NotPositive<N extends number> = `${N}` extends '0' | `-${string}` ? true : false

const notPositive = (n: number): boolean => !(Number.isInteger(n) && n > 0)

export const windowSize = (
  size: number, kernel: number, stride = 1, dilation = 1, padding: Padding = 'valid',
): number | string => {
  if (notPositive(kernel)) return `kernel ${kernel} is not positive`
  if (notPositive(stride)) return `stride ${stride} is not positive`
  if (notPositive(dilation)) return `dilation ${dilation} is not positive`
  if (padding === 'same') return Math.ceil(size / stride)
  const span = (kernel - 1) * dilation
  const [low, high] = padding === 'valid' ? [0, 0] : padding
  const n = size + low + high
  if (n > span) return Math.ceil((n - span) / stride)
  const dilated = dilation === 1 ? '' : ` (${span + 1} at dilation ${dilation})`
  const padded = padding === 'valid' ? '' : ` (${n} with padding [${low}, ${high}])`
  return `kernel ${kernel}${dilated} is larger than ${size}${padded}`
}

/** The elements that a window's padding adds before and after an axis. */
export const windowPadding = (
  size: number, kernel: number, stride = 1, dilation = 1, padding: Padding = 'valid',
): readonly [low: number, high: number] => {
  if (padding !== 'same') return padding === 'valid' ? [0, 0] : padding
  const total = Math.max(0, (Math.ceil(size / stride) - 1) * stride + (kernel - 1) * dilation + 1 - size)
  return [Math.floor(total / 2), Math.ceil(total / 2)]
}

/** A pair for height and width. */
export type Pair = readonly [height: number, width: number]
/** Padding of an image: the same way for both axes, or so many elements before and after each. */
export type Padding2d =
  | 'valid' | 'same' | readonly [height: readonly [low: number, high: number], width: readonly [low: number, high: number]]

/** Three for depth, height and width. */
export type Triple = readonly [depth: number, height: number, width: number]
/** Padding of a volume: the same way for its axes, or so many elements before and after each. */
export type Padding3d =
  | 'valid' | 'same'
  | readonly [
    depth: readonly [low: number, high: number],
    height: readonly [low: number, high: number],
    width: readonly [low: number, high: number],
  ]

/** What is said of a window's axes: a number along a sequence, a pair over an image, a triple in a volume. */
export type Extent = number | Pair | Triple
/** The padding of a sequence, of an image or of a volume. */
export type Paddings = Padding | Padding2d | Padding3d
/**
 * A size for the length of a sequence, sizes for height and width of an image, or for depth, height and width of a volume; or
 * the first message, with its axis named.
 */
export type Along<First, Second = undefined, Third = undefined> =
  Second extends undefined ? First extends number ? readonly [First] : `length: ${First & string}`
  : Third extends undefined
    ? First extends number ? Second extends number ? readonly [First, Second] : `width: ${Second & string}`
    : `height: ${First & string}`
  : First extends number
    ? Second extends number ? Third extends number ? readonly [First, Second, Third] : `width: ${Third & string}`
    : `height: ${Second & string}`
  : `depth: ${First & string}`
/** An extent as the sizes that it stands for. */
export type Sizes<E extends Extent> = E extends Shape ? E : E extends number ? readonly [E] : never

/**
 * The places of a window along a sequence: its new length, or a message.
 *
 * @example
 * type Out = Window1d<100, 5, 2> // readonly [48]
 * window1d(4, 5) // 'length: kernel 5 is larger than 4'
 */
export type Window1d<
  In extends number, Kernel extends number, Stride extends number = 1, Dilation extends number = 1, P extends Padding = 'valid',
> = Along<WindowSize<In, Kernel, Stride, Dilation, P>>

export const window1d = (
  length: number, kernel: number, stride = 1, dilation = 1, padding: Padding = 'valid',
): readonly [number] | string => places([length], movesOf(kernel, { stride, dilation, padding })) as readonly [number] | string

/**
 * The places of a window on an image: height and width, or a message that names the axis.
 *
 * @example
 * type Out = Window2d<readonly [28, 28], readonly [5, 5]> // readonly [24, 24]
 * window2d([4, 8], [5, 5]) // 'height: kernel 5 is larger than 4'
 */
export type Window2d<
  In extends Pair, Kernel extends Pair, Stride extends Pair = readonly [1, 1], Dilation extends Pair = readonly [1, 1],
  P extends Padding2d = 'valid',
> = Along<
  WindowSize<In[0], Kernel[0], Stride[0], Dilation[0], Side<P, 0>>,
  WindowSize<In[1], Kernel[1], Stride[1], Dilation[1], Side<P, 1>>
>
/** The padding of one axis of an image or of a volume. */
export type Side<P extends Padding2d | Padding3d, A extends number> =
  P extends readonly (readonly [low: number, high: number])[] ? P[A] : Extract<P, 'valid' | 'same'>

export const window2d = (
  image: Pair, kernel: Pair, stride: Pair = [1, 1], dilation: Pair = [1, 1], padding: Padding2d = 'valid',
): Pair | string => places(image, movesOf(kernel, { stride, dilation, padding })) as Pair | string

/**
 * The places of a window in a volume: depth, height and width, or a message that names the axis.
 *
 * @example
 * type Out = Window3d<readonly [16, 28, 28], readonly [3, 5, 5]> // readonly [14, 24, 24]
 * window3d([2, 28, 28], [3, 5, 5]) // 'depth: kernel 3 is larger than 2'
 */
export type Window3d<
  In extends Triple, Kernel extends Triple, Stride extends Triple = readonly [1, 1, 1],
  Dilation extends Triple = readonly [1, 1, 1], P extends Padding3d = 'valid',
> = Along<
  WindowSize<In[0], Kernel[0], Stride[0], Dilation[0], Side<P, 0>>,
  WindowSize<In[1], Kernel[1], Stride[1], Dilation[1], Side<P, 1>>,
  WindowSize<In[2], Kernel[2], Stride[2], Dilation[2], Side<P, 2>>
>

export const window3d = (
  volume: Triple, kernel: Triple, stride: Triple = [1, 1, 1], dilation: Triple = [1, 1, 1], padding: Padding3d = 'valid',
): Triple | string => places(volume, movesOf(kernel, { stride, dilation, padding })) as Triple | string

/** A window and how it moves, with an entry for each axis. */
export interface Moves {
  readonly window: Shape
  readonly stride: Shape
  readonly dilation: Shape
  readonly padding: readonly Padding[]
}

const sizes = (extent: Extent | Shape): Shape => (typeof extent === 'number' ? [extent] : extent)

/** The moves of a window: one step at a time, without gaps, inside its axes, where nothing else is said. */
export const movesOf = (
  kernel: Extent | Shape,
  { stride, dilation, padding = 'valid' }: { readonly stride?: Extent; readonly dilation?: Extent; readonly padding?: Paddings },
): Moves => {
  const window = sizes(kernel)
  const ones = window.map(() => 1)
  return {
    window,
    stride: stride === undefined ? ones : sizes(stride),
    dilation: dilation === undefined ? ones : sizes(dilation),
    padding: typeof padding === 'string' ? window.map(() => padding)
      : window.length === 1 ? [padding as Padding] : padding as readonly Padding[],
  }
}

/** The names of a window's axes. */
export const axisNames = (rank: number): readonly string[] =>
  (rank === 1 ? ['length'] : rank === 2 ? ['height', 'width'] : ['depth', 'height', 'width'])

/** A size for each axis by its number, or the first message, with the axis named. */
export const alongAxes = (rank: number, along: (axis: number) => number | string): Shape | string => {
  const found = axisNames(rank).map((_, axis) => along(axis))
  const wrong = found.findIndex((n) => typeof n === 'string')
  return wrong < 0 ? found as Shape : `${axisNames(rank)[wrong]}: ${found[wrong]}`
}

/** The places of a window along each of its axes. */
export const places = (from: Shape, { window, stride, dilation, padding }: Moves): Shape | string =>
  alongAxes(from.length, (i) => windowSize(from[i]!, window[i]!, stride[i], dilation[i], padding[i]))
