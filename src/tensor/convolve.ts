/**
 * Convolutions over sequences [batch, length, channels], images [batch, height, width, channels] and volumes
 * [batch, depth, height, width, channels]: windows brought together and multiplied by the kernel, or products of the kernel
 * folded back to where windows were.
 */
import { count } from '../program/program.js'
import { mul } from '../program/scalar.js'
import { expectShape, fail } from '../shape/error.js'
import type { Fits } from '../shape/fits.js'
import type { Float } from '../shape/shape.js'
import { transposed } from '../shape/transposed.js'
import {
  axisNames, movesOf, type Moves, type Padding, type Padding2d, type Padding3d, type Pair, type Triple,
  type Window1d, type Window2d, type Window3d,
} from '../shape/window.js'
import { checkOptions } from '../shape/options.js'
import { expectTensor, floats } from './argument.js'
import type { AnyTensor, Tensor } from './tensor.js'
import * as raw from './untyped.js'
import {
  between, margins, padded, moveKinds,
  type AnyWindowOptions, type Image, type Sequence, type Sized, type Volume, type WindowOptions,
} from './window.js'

/** The moves of a kernel [...window, channels, filters], which has to be one for these. */
const movesFor = (
  operation: string, { dtype, shape }: AnyTensor, x: AnyTensor, channels: number, options: AnyWindowOptions, rank: number,
): Moves => {
  if (shape.length !== rank + 2 || shape.at(-2) !== channels)
    fail(operation, {
      argument: 'kernel', expected: `[${[...axisNames(rank), channels, 'filters'].join(', ')}]`, received: shape,
    })
  if (dtype !== x.dtype) fail(operation, { argument: 'kernel', expected: x.dtype, received: dtype })
  return movesOf(shape.slice(0, -2), options)
}

/** Windows, and how many groups of channels and filters there are. */
type Grouped = AnyWindowOptions & { readonly groups?: number }

const product = raw.elementwise(mul)

/**
 * [b, ...sizes, c] with kernel [...window, c / groups, f]: [b, ...places, f]. A correlation, as everywhere in the field: the
 * kernel is not flipped. Each group of filters sees its own group of channels: a product for each group, with k in the
 * order of the kernel; where every group is one channel and one filter, a sum over each window.
 */
export const convolve = (
  x: AnyTensor, kernel: AnyTensor, { groups = 1, ...options }: Grouped, operation: string, rank = 2,
): AnyTensor => {
  const [c, f] = [(x.shape.at(-1) as number) / groups, kernel.shape.at(-1) as number]
  const moves = movesFor(operation, kernel, x, c, options, rank)
  const { window } = moves
  const whole = padded(operation, x, moves)
  const patches = raw.unfold(whole, moves)
  const places = patches.shape.slice(0, 1 + window.length)
  const [rows, size] = [count(places), count(window)]
  if (groups === 1) {
    const sums = raw.contract(raw.reshape(patches, [rows, size * c]), raw.reshape(kernel, [size * c, f]))
    return raw.reshape(sums, [...places, f])
  }
  if (c === 1 && f === groups) {
    const weights = raw.broadcast(raw.reshape(kernel, [...window, f]), patches.shape)
    return raw.reduce('sum', product(patches, weights), window.map((_, i) => places.length + i))
  }
  // Groups before the batch: so the derivative of each group's windows comes in the order in which they are folded.
  const [b, ...sizes] = whole.shape.slice(0, -1) as readonly [number, ...number[]]
  const apart = raw.permute(raw.reshape(whole, [b * count(sizes), groups, c]), [1, 0, 2])
  const grouped = raw.unfold(raw.reshape(apart, [groups * b, ...sizes, c]), moves)
  const filters = raw.permute(raw.reshape(kernel, [size * c, groups, f / groups]), [1, 0, 2])
  const sums = raw.contract(raw.reshape(grouped, [groups, rows, size * c]), filters)
  return raw.reshape(raw.permute(sums, [1, 0, 2]), [...places, f])
}

/**
 * [b, ...places, c] with kernel [...window, c / groups, f]: [b, ...sizes, f]. Every element adds kernel-shaped values around
 * its place, and padding cuts off what would lie outside: the transpose of the convolution from those sizes, of each group by
 * itself.
 */
export const convolveTransposed = (
  x: AnyTensor, kernel: AnyTensor, { groups = 1, ...options }: Grouped, operation: string, rank = 2,
): AnyTensor => {
  const [b, c, f] = [x.shape[0] as number, (x.shape.at(-1) as number) / groups, (kernel.shape.at(-1) as number) / groups]
  const moves = movesFor(operation, kernel, x, c, options, rank)
  const { window, stride, dilation } = moves
  const places = between(operation, x, moves)
  const sizes = expectShape(operation, 'x', transposed(places, moves), x.shape)
  const size = count(window)
  const apart = raw.permute(raw.reshape(x, [b * count(places), groups, c]), [1, 0, 2])
  const columns = raw.permute(raw.reshape(kernel, [size, c, groups, f]), [2, 1, 0, 3])
  const values = raw.contract(apart, raw.reshape(columns, [groups, c, size * f]))
  const { low, high } = margins(sizes, moves)
  const whole = sizes.map((n, i) => Math.max(
    n + (low[i + 1] as number) + (high[i + 1] as number),
    (places[i]! - 1) * stride[i]! + (window[i]! - 1) * dilation[i]! + 1))
  const spread = raw.fold(raw.reshape(values, [groups * b, ...places, ...window, f]), moves, whole)
  const ends = [groups * b, ...sizes.map((n, i) => n + (low[i + 1] as number)), f]
  const kept = raw.reshape(raw.slice(spread, low, ends), [groups, b * count(sizes), f])
  return raw.reshape(raw.permute(kept, [1, 0, 2]), [b, ...sizes, groups * f])
}

const convolved = (x: AnyTensor, kernel: AnyTensor, options: AnyWindowOptions, operation: string, rank: number): AnyTensor => {
  expectTensor(operation, 'kernel', kernel, floats)
  checkOptions<AnyWindowOptions>(operation, options, moveKinds(rank))
  return convolve(expectTensor(operation, 'x', x, floats), kernel, options, operation, rank)
}

/** The convolution of images [batch, height, width, `C`] with a kernel [`KH`, `KW`, `C`, `F`] that is told. */
export interface Convolving2d<
  KH extends number, KW extends number, C extends number, F extends number, D extends Float,
  S extends Pair, L extends Pair, P extends Padding2d,
> {
  <B extends number, H extends number, W extends number>(
    x: Fits<Window2d<readonly [H, W], readonly [KH, KW], S, L, P>> & Tensor<Image<B, H, W, C>, D>,
  ): Fits<Window2d<readonly [H, W], readonly [KH, KW], S, L, P>>
    & Tensor<Sized<B, Window2d<readonly [H, W], readonly [KH, KW], S, L, P>, F>, D>
}

/** The convolution of sequences [batch, length, `C`] with a kernel [`K`, `C`, `F`] that is told. */
export interface Convolving1d<
  K extends number, C extends number, F extends number, D extends Float, S extends number, L extends number, P extends Padding,
> {
  <B extends number, N extends number>(
    x: Fits<Window1d<N, K, S, L, P>> & Tensor<Sequence<B, N, C>, D>,
  ): Fits<Window1d<N, K, S, L, P>> & Tensor<Sized<B, Window1d<N, K, S, L, P>, F>, D>
}

/** The convolution of volumes [batch, depth, height, width, `C`] with a kernel [`KT`, `KH`, `KW`, `C`, `F`] that is told. */
export interface Convolving3d<
  KT extends number, KH extends number, KW extends number, C extends number, F extends number, D extends Float,
  S extends Triple, L extends Triple, P extends Padding3d,
> {
  <B extends number, T extends number, H extends number, W extends number>(
    x: Fits<Window3d<readonly [T, H, W], readonly [KT, KH, KW], S, L, P>> & Tensor<Volume<B, T, H, W, C>, D>,
  ): Fits<Window3d<readonly [T, H, W], readonly [KT, KH, KW], S, L, P>>
    & Tensor<Sized<B, Window3d<readonly [T, H, W], readonly [KT, KH, KW], S, L, P>, F>, D>
}

/**
 * 2-d convolution of images [batch, height, width, channels] with a kernel [height, width, channels, filters], which is not
 * flipped: [batch, height', width', filters]. Other channels, or a window that does not fit, are an error.
 *
 * @example
 * pipe(ones([1, 3, 3, 1]), conv2d(ones([2, 2, 1, 1]))) // [[[[4], [4]], [[4], [4]]]]
 */
export const conv2d = <KH extends number, KW extends number, C extends number, F extends number, D extends Float,
  const S extends Pair = readonly [1, 1], const L extends Pair = readonly [1, 1], const P extends Padding2d = 'valid'>(
  kernel: Tensor<readonly [KH, KW, C, F], D>, options: WindowOptions<S, L, P> = {},
): Convolving2d<KH, KW, C, F, D, S, L, P> =>
  ((x: AnyTensor) => convolved(x, kernel, options, 'conv2d', 2)) as unknown as Convolving2d<KH, KW, C, F, D, S, L, P>

/**
 * 1-d convolution, as `conv2d` along one axis: sequences [batch, length, channels] with a kernel [length, channels, filters]
 * to [batch, length', filters].
 *
 * @example
 * pipe(of([1, 4, 1], [1, 2, 3, 4]), conv1d(of([2, 1, 1], [1, 10]))) // [[[21], [32], [43]]]
 */
export const conv1d = <K extends number, C extends number, F extends number, D extends Float,
  const S extends number = 1, const L extends number = 1, const P extends Padding = 'valid'>(
  kernel: Tensor<readonly [K, C, F], D>, options: WindowOptions<S, L, P> = {},
): Convolving1d<K, C, F, D, S, L, P> =>
  ((x: AnyTensor) => convolved(x, kernel, options, 'conv1d', 1)) as unknown as Convolving1d<K, C, F, D, S, L, P>

/**
 * 3-d convolution, as `conv2d` in a volume: [batch, depth, height, width, channels] with a kernel
 * [depth, height, width, channels, filters] to [batch, depth', height', width', filters].
 *
 * @example
 * pipe(ones([1, 2, 3, 3, 1]), conv3d(ones([2, 2, 3, 1, 1]))) // [[[[[12]], [[12]]]]]
 */
export const conv3d = <KT extends number, KH extends number, KW extends number, C extends number, F extends number,
  D extends Float, const S extends Triple = readonly [1, 1, 1], const L extends Triple = readonly [1, 1, 1],
  const P extends Padding3d = 'valid'>(
  kernel: Tensor<readonly [KT, KH, KW, C, F], D>, options: WindowOptions<S, L, P> = {},
): Convolving3d<KT, KH, KW, C, F, D, S, L, P> =>
  ((x: AnyTensor) => convolved(x, kernel, options, 'conv3d', 3)) as unknown as Convolving3d<KT, KH, KW, C, F, D, S, L, P>
