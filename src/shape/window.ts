import type { Add, CeilDivide, LessThan, Multiply, Subtract } from './arithmetic.js'

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
> =
  WindowSize<In[0], Kernel[0], Stride[0], Dilation[0], Side<P, 0>> extends infer H
    ? H extends number
      ? WindowSize<In[1], Kernel[1], Stride[1], Dilation[1], Side<P, 1>> extends infer W
        ? W extends number ? readonly [H, W] : `width: ${W & string}`
        : never
      : `height: ${H & string}`
    : never
type Side<P extends Padding2d, A extends 0 | 1> = P extends readonly (readonly number[])[] ? P[A] : P

export const window2d = (
  [height, width]: Pair, kernel: Pair, stride: Pair = [1, 1], dilation: Pair = [1, 1], padding: Padding2d = 'valid',
): Pair | string => {
  const [top, left] = typeof padding === 'string' ? [padding, padding] : padding
  const h = windowSize(height, kernel[0], stride[0], dilation[0], top)
  const w = windowSize(width, kernel[1], stride[1], dilation[1], left)
  return typeof h === 'string' ? `height: ${h}` : typeof w === 'string' ? `width: ${w}` : [h, w]
}
