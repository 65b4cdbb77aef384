/**
 * Windows over sequences [batch, length, channels], images [batch, height, width, channels] and volumes
 * [batch, depth, height, width, channels], and what pools them: `unfold` brings each window together, then one reduction does
 * the work.
 */
import { expectShape, fail } from '../shape/error.js'
import type { Fits } from '../shape/fits.js'
import type { Float, Shape } from '../shape/shape.js'
import {
  axisNames, movesOf, places as placesOf, windowPadding,
  type Extent, type Moves, type Padding, type Padding2d, type Padding3d, type Paddings, type Pair, type Triple,
  type Window1d, type Window2d, type Window3d,
} from '../shape/window.js'
import { anInteger, check, checkOptions, integers, type Kind } from '../shape/options.js'
import { expectTensor, floats } from './argument.js'
import type { AnyTensor, Tensor } from './tensor.js'
import * as raw from './untyped.js'

/**
 * How a window moves: one step by default, without gaps, inside its axes. Numbers along a sequence, pairs over an image,
 * triples in a volume.
 */
export interface WindowOptions<S extends Extent = Pair, L extends Extent = Pair, P extends Paddings = Padding2d> {
  readonly stride?: S
  readonly dilation?: L
  readonly padding?: P
}

/** Those of any window. */
export type AnyWindowOptions = WindowOptions<Extent, Extent, Paddings>

/** Whole numbers along each of so many axes. */
export const extent = (rank: number): Kind => rank === 1 ? anInteger
  : {
    expected: `${rank === 2 ? 'a pair of' : 'three'} whole numbers, [${axisNames(rank).join(', ')}]`,
    holds: (x) => integers.holds(x) && x.length === rank,
  }
/** [before, after], as padding has it. */
export const isWidths = (x: unknown): boolean =>
  integers.holds(x) && (x as Shape).length === 2 && (x as Shape).every((n) => n >= 0)
const border = (rank: number): Kind => ({
  expected: `'valid', 'same' or ${rank === 1 ? '[before, after]' : '[before, after] for each axis'}`,
  holds: (x) => x === 'valid' || x === 'same'
    || (rank === 1 ? isWidths(x) : Array.isArray(x) && x.length === rank && x.every(isWidths)),
})

/** How a window of so many axes moves. */
export const moveKinds = (rank: number) => ({ stride: extent(rank), dilation: extent(rank), padding: border(rank) })

export const moving = (operation: string, rank: number, window: unknown, options: unknown): AnyWindowOptions => {
  check(operation, { window }, { window: extent(rank) })
  return checkOptions<AnyWindowOptions>(operation, options, moveKinds(rank))
}

/** The axes between batch and channels, as many as the window has. */
export const between = (operation: string, { shape }: AnyTensor, { window }: Moves): Shape => {
  if (shape.length !== window.length + 2)
    fail(operation, { argument: 'x', expected: `[batch, ${axisNames(window.length).join(', ')}, channels]`, received: shape })
  return shape.slice(1, -1)
}

/** Elements that a window's padding adds before and after each axis of [batch, ...sizes, channels]. */
export const margins = (
  sizes: Shape, { window, stride, dilation, padding }: Moves,
): { readonly low: Shape; readonly high: Shape } => {
  const widths = sizes.map((n, i) => windowPadding(n, window[i]!, stride[i], dilation[i], padding[i]))
  return { low: [0, ...widths.map(([low]) => low), 0], high: [0, ...widths.map(([, high]) => high), 0] }
}

/** What a window goes over, with `outside` beyond the borders. */
export const padded = (operation: string, x: AnyTensor, moves: Moves, outside = 0): AnyTensor => {
  const sizes = between(operation, x, moves)
  expectShape(operation, 'x', placesOf(sizes, moves), x.shape)
  const { low, high } = margins(sizes, moves)
  return raw.pad(x, low, high, outside)
}

/** What a reduction makes of each window, [batch, ...places, channels]; the stride is the window's size unless given. */
const pooled = (by: 'max' | 'sum', operation: string, x: AnyTensor, window: Extent, options: AnyWindowOptions): AnyTensor => {
  const moves = movesOf(window, { stride: window, ...options })
  const windows = raw.unfold(padded(operation, x, moves, by === 'max' ? -Infinity : 0), moves)
  return raw.reduce(by, windows, moves.window.map((_, i) => 1 + moves.window.length + i))
}

/** The greatest of each window. Padding never wins. */
export const greatest = (x: AnyTensor, window: Extent, options: AnyWindowOptions, operation: string): AnyTensor =>
  pooled('max', operation, x, window, options)

/** The mean of each window over the elements inside the axes: padding does not count. */
export const meanOfEach = (x: AnyTensor, window: Extent, options: AnyWindowOptions, operation: string): AnyTensor => {
  const total = pooled('sum', operation, x, window, options)
  const ones = raw.full([1, ...x.shape.slice(1, -1), 1], 1, x.dtype)
  return raw.div(total, raw.broadcast(pooled('sum', operation, ones, window, options), total.shape))
}

/** [batch, length, channels]. */
export type Sequence<B extends number, N extends number, C extends number> = readonly [B, N, C]
/** [batch, height, width, channels]. */
export type Image<B extends number, H extends number, W extends number, C extends number> = readonly [B, H, W, C]
/** [batch, depth, height, width, channels]. */
export type Volume<B extends number, T extends number, H extends number, W extends number, C extends number> =
  readonly [B, T, H, W, C]
/** [batch, ...Z, filters], where `Z` is the shape that a window made. */
export type Sized<B extends number, Z, F extends number> = Z extends Shape ? readonly [B, ...Z, F] : never

/** The pooling of images by windows that are told. */
export interface Pooling2d<K extends Pair, S extends Pair, L extends Pair, P extends Padding2d> {
  <B extends number, H extends number, W extends number, C extends number, D extends Float>(
    x: Fits<Window2d<readonly [H, W], K, S, L, P>> & Tensor<Image<B, H, W, C>, D>,
  ): Fits<Window2d<readonly [H, W], K, S, L, P>> & Tensor<Sized<B, Window2d<readonly [H, W], K, S, L, P>, C>, D>
}

/** The pooling of volumes by windows that are told. */
export interface Pooling3d<K extends Triple, S extends Triple, L extends Triple, P extends Padding3d> {
  <B extends number, T extends number, H extends number, W extends number, C extends number, D extends Float>(
    x: Fits<Window3d<readonly [T, H, W], K, S, L, P>> & Tensor<Volume<B, T, H, W, C>, D>,
  ): Fits<Window3d<readonly [T, H, W], K, S, L, P>> & Tensor<Sized<B, Window3d<readonly [T, H, W], K, S, L, P>, C>, D>
}

/** The pooling of sequences by windows that are told. */
export interface Pooling1d<K extends number, S extends number, L extends number, P extends Padding> {
  <B extends number, N extends number, C extends number, D extends Float>(
    x: Fits<Window1d<N, K, S, L, P>> & Tensor<Sequence<B, N, C>, D>,
  ): Fits<Window1d<N, K, S, L, P>> & Tensor<Sized<B, Window1d<N, K, S, L, P>, C>, D>
}

/** Pooling of images. */
export type Pool2d = <
  const K extends Pair, const S extends Pair = K, const L extends Pair = readonly [1, 1], const P extends Padding2d = 'valid',
>(
  window: K, options?: WindowOptions<S, L, P>,
) => Pooling2d<K, S, L, P>

/** Pooling of volumes. */
export type Pool3d = <
  const K extends Triple, const S extends Triple = K, const L extends Triple = readonly [1, 1, 1],
  const P extends Padding3d = 'valid',
>(
  window: K, options?: WindowOptions<S, L, P>,
) => Pooling3d<K, S, L, P>

/** Pooling of sequences. */
export type Pool1d = <
  const K extends number, const S extends number = K, const L extends number = 1, const P extends Padding = 'valid',
>(
  window: K, options?: WindowOptions<S, L, P>,
) => Pooling1d<K, S, L, P>

// @__NO_SIDE_EFFECTS__
const pool = (name: string, rank: number, each: typeof greatest) => (window: Extent, options: AnyWindowOptions = {}) => {
  moving(name, rank, window, options)
  return (x: AnyTensor): AnyTensor => each(expectTensor(name, 'x', x, floats), window, options, name)
}

/**
 * The greatest element of each window, by channel: [batch, height, width, channels] to [batch, height', width', channels]. The
 * stride is the window unless given.
 *
 * @example
 * pipe(of([1, 2, 2, 1], [1, 2, 3, 4]), maxPool2d([2, 2])) // [[[[4]]]]
 */
export const maxPool2d = pool('maxPool2d', 2, greatest) as unknown as Pool2d

/**
 * The mean of each window, by channel, as `maxPool2d`; elements of the padding don't count.
 *
 * @example
 * pipe(of([1, 2, 2, 1], [1, 2, 3, 4]), averagePool2d([2, 2])) // [[[[2.5]]]]
 */
export const averagePool2d = pool('averagePool2d', 2, meanOfEach) as unknown as Pool2d

/**
 * As `maxPool2d` along one axis: [batch, length, channels] to [batch, length', channels].
 *
 * @example
 * pipe(of([1, 5, 1], [3, 1, 4, 1, 5]), maxPool1d(2)) // [[[3], [4]]]
 */
export const maxPool1d = pool('maxPool1d', 1, greatest) as unknown as Pool1d

/**
 * As `averagePool2d` along one axis: [batch, length, channels] to [batch, length', channels].
 *
 * @example
 * pipe(of([1, 5, 1], [3, 1, 4, 1, 5]), averagePool1d(3, { stride: 2, padding: 'same' })) // [[[2], [2], [3]]]
 */
export const averagePool1d = pool('averagePool1d', 1, meanOfEach) as unknown as Pool1d

/**
 * As `maxPool2d` in a volume: [batch, depth, height, width, channels] to [batch, depth', height', width', channels].
 *
 * @example
 * pipe(of([1, 2, 1, 2, 1], [1, 2, 3, 4]), maxPool3d([2, 1, 1])) // [[[[[3], [4]]]]]
 */
export const maxPool3d = pool('maxPool3d', 3, greatest) as unknown as Pool3d

/**
 * As `averagePool2d` in a volume: [batch, depth, height, width, channels] to [batch, depth', height', width', channels].
 *
 * @example
 * pipe(of([1, 2, 1, 2, 1], [1, 2, 3, 4]), averagePool3d([2, 1, 2])) // [[[[[2.5]]]]]
 */
export const averagePool3d = pool('averagePool3d', 3, meanOfEach) as unknown as Pool3d
