import type { Add, LessThan, Multiply, Subtract } from './arithmetic.js'
import type { Shape } from './shape.js'
import {
  alongAxes, movesOf, type Along, type Moves, type Padding, type Padding2d, type Padding3d, type Pair, type Side, type Triple,
} from './window.js'

/**
 * The number of elements that a transposed convolution makes of `in`: the fewest that a window with this kernel, stride,
 * dilation and padding has `in` places in. That is (in - 1)·stride + (k - 1)·d + 1 with `'valid'`, less what padding cuts
 * off at the ends, and in·stride with `'same'`.
 *
 * @example
 * type Out = TransposedSize<12, 5, 2, 1, 'valid'> // 27
 * transposedSize(2, 3, 1, 1, [2, 2]) // 'padding [2, 2] leaves nothing of 4'
 */
export type TransposedSize<
  In extends number, Kernel extends number, Stride extends number = 1, Dilation extends number = 1, P extends Padding = 'valid',
> =
  NotPositive<Kernel> extends true ? `kernel ${Kernel} is not positive`
  : NotPositive<Stride> extends true ? `stride ${Stride} is not positive`
  : NotPositive<Dilation> extends true ? `dilation ${Dilation} is not positive`
  : P extends 'same' ? Multiply<In, Stride>
  : Add<Multiply<Subtract<In, 1>, Stride>, Add<Multiply<Subtract<Kernel, 1>, Dilation>, 1>> extends infer N extends number
    ? P extends readonly [infer L extends number, infer H extends number]
      ? LessThan<Add<L, H>, N> extends false ? `padding [${L}, ${H}] leaves nothing of ${N}` : Subtract<N, Add<L, H>>
      : N
    : never
type NotPositive<N extends number> = `${N}` extends '0' | `-${string}` ? true : false

export const transposedSize = (
  size: number, kernel: number, stride = 1, dilation = 1, padding: Padding = 'valid',
): number | string => {
  const wrong = Object.entries({ kernel, stride, dilation }).find(([, n]) => !(Number.isInteger(n) && n > 0))
  if (wrong !== undefined) return `${wrong[0]} ${wrong[1]} is not positive`
  if (padding === 'same') return size * stride
  const [low, high] = padding === 'valid' ? [0, 0] : padding
  const n = (size - 1) * stride + (kernel - 1) * dilation + 1
  return low + high < n ? n - low - high : `padding [${low}, ${high}] leaves nothing of ${n}`
}

/**
 * The length that a transposed convolution makes of a sequence, or a message.
 *
 * @example
 * type Out = Transposed1d<12, 4, 2, 1, 'same'> // readonly [24]
 * transposed1d(12, 4, 0) // 'length: stride 0 is not positive'
 */
export type Transposed1d<
  In extends number, Kernel extends number, Stride extends number = 1, Dilation extends number = 1, P extends Padding = 'valid',
> = Along<TransposedSize<In, Kernel, Stride, Dilation, P>>

export const transposed1d = (
  length: number, kernel: number, stride = 1, dilation = 1, padding: Padding = 'valid',
): readonly [number] | string =>
  transposed([length], movesOf(kernel, { stride, dilation, padding })) as readonly [number] | string

/**
 * Height and width that a transposed convolution makes of an image, or a message that names the axis.
 *
 * @example
 * type Out = Transposed2d<readonly [7, 7], readonly [3, 3], readonly [2, 2], readonly [1, 1], 'same'> // readonly [14, 14]
 * transposed2d([7, 7], [3, 3], [2, 0]) // 'width: stride 0 is not positive'
 */
export type Transposed2d<
  In extends Pair, Kernel extends Pair, Stride extends Pair = readonly [1, 1], Dilation extends Pair = readonly [1, 1],
  P extends Padding2d = 'valid',
> = Along<
  TransposedSize<In[0], Kernel[0], Stride[0], Dilation[0], Side<P, 0>>,
  TransposedSize<In[1], Kernel[1], Stride[1], Dilation[1], Side<P, 1>>
>

export const transposed2d = (
  image: Pair, kernel: Pair, stride: Pair = [1, 1], dilation: Pair = [1, 1], padding: Padding2d = 'valid',
): Pair | string => transposed(image, movesOf(kernel, { stride, dilation, padding })) as Pair | string

/**
 * Depth, height and width that a transposed convolution makes of a volume, or a message that names the axis.
 *
 * @example
 * type Out = Transposed3d<readonly [4, 7, 7], readonly [3, 3, 3], readonly [2, 2, 2]> // readonly [9, 15, 15]
 * transposed3d([4, 7, 7], [3, 3, 3], [0, 2, 2]) // 'depth: stride 0 is not positive'
 */
export type Transposed3d<
  In extends Triple, Kernel extends Triple, Stride extends Triple = readonly [1, 1, 1],
  Dilation extends Triple = readonly [1, 1, 1], P extends Padding3d = 'valid',
> = Along<
  TransposedSize<In[0], Kernel[0], Stride[0], Dilation[0], Side<P, 0>>,
  TransposedSize<In[1], Kernel[1], Stride[1], Dilation[1], Side<P, 1>>,
  TransposedSize<In[2], Kernel[2], Stride[2], Dilation[2], Side<P, 2>>
>

export const transposed3d = (
  volume: Triple, kernel: Triple, stride: Triple = [1, 1, 1], dilation: Triple = [1, 1, 1], padding: Padding3d = 'valid',
): Triple | string => transposed(volume, movesOf(kernel, { stride, dilation, padding })) as Triple | string

/** What a transposed convolution makes of each axis. */
export const transposed = (from: Shape, { window, stride, dilation, padding }: Moves): Shape | string =>
  alongAxes(from.length, (i) => transposedSize(from[i]!, window[i]!, stride[i], dilation[i], padding[i]))
