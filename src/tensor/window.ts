/** Convolution and pooling over images [batch, height, width, channels]: `unfold` brings each window together, then one
 * matrix product or one reduction does the work. */
import { count } from '../program/program.js'
import type { Windows } from '../program/primitive.js'
import { expectShape, fail } from '../shape/error.js'
import type { Fits } from '../shape/fits.js'
import type { Float, Shape } from '../shape/shape.js'
import { window2d, windowPadding, type Padding2d, type Pair, type Window2d } from '../shape/window.js'
import type { AnyTensor, Tensor } from './tensor.js'
import * as raw from './untyped.js'

/** How a window moves: one step by default, without gaps, inside the image. */
export interface WindowOptions<S extends Pair = Pair, L extends Pair = Pair, P extends Padding2d = Padding2d> {
  readonly stride?: S
  readonly dilation?: L
  readonly padding?: P
}

const one: Pair = [1, 1]

/** A window over an image: the places where it stands, and what is added at the borders before. */
const place = (
  operation: string,
  image: Shape,
  window: Pair,
  { stride = one, dilation = one, padding = 'valid' }: WindowOptions,
) => {
  if (image.length !== 4) fail(operation, { argument: 'x', expected: '[batch, height, width, channels]', received: image })
  const [, height, width] = image as readonly [number, number, number, number]
  const places = expectShape(operation, 'x', window2d([height, width], window, stride, dilation, padding), image)
  const sides = typeof padding === 'string' ? [padding, padding] as const : padding
  const widths = [height, width].map((n, i) => windowPadding(n, window[i]!, stride[i]!, dilation[i]!, sides[i]!) as Pair)
  const windows: Windows = { window, stride, dilation }
  return { places, low: [0, widths[0]![0], widths[1]![0], 0], high: [0, widths[0]![1], widths[1]![1], 0], windows }
}

/**
 * [b, h, w, c] with kernel [kh, kw, c, f]: [b, oh, ow, f]. A correlation, as everywhere in the field: the kernel is not
 * flipped.
 */
export const convolve2d = (x: AnyTensor, kernel: AnyTensor, options: WindowOptions = {}, operation = 'conv2d'): AnyTensor => {
  const [kh, kw, c, f] = kernel.shape as readonly [number, number, number, number]
  if (kernel.shape.length !== 4 || x.shape.at(-1) !== c)
    fail(operation, { argument: 'kernel', expected: `[height, width, ${x.shape.at(-1)}, filters]`, received: kernel.shape })
  if (kernel.dtype !== x.dtype) fail(operation, { argument: 'kernel', expected: x.dtype, received: kernel.dtype })
  const { places, low, high, windows } = place(operation, x.shape, [kh, kw], options)
  const [b] = x.shape as readonly [number]
  const patches = raw.unfold(raw.pad(x, low, high), windows)
  const rows = raw.reshape(patches, [b * count(places), kh * kw * c])
  return raw.reshape(raw.contract(rows, raw.reshape(kernel, [kh * kw * c, f])), [b, ...places, f])
}

const windowsOf = (operation: string, x: AnyTensor, window: Pair, options: WindowOptions, outside: number): AnyTensor => {
  const { low, high, windows } = place(operation, x.shape, window, options)
  return raw.unfold(raw.pad(x, low, high, outside), windows)
}

/** The greatest of each window; the stride is the window's size unless given. Padding never wins. */
export const greatest2d = (x: AnyTensor, window: Pair, options: WindowOptions = {}, operation = 'maxPool2d'): AnyTensor =>
  raw.reduce('max', windowsOf(operation, x, window, { stride: window, ...options }, -Infinity), [3, 4])


/** The mean of each window over the elements inside the image: padding does not count. */
export const mean2d = (x: AnyTensor, window: Pair, options: WindowOptions = {}, operation = 'averagePool2d'): AnyTensor => {
  const moves = { stride: window, ...options }
  const total = raw.reduce('sum', windowsOf(operation, x, window, moves, 0), [3, 4])
  const [, height, width] = x.shape as readonly [number, number, number]
  const inside = raw.reduce('sum', windowsOf(operation, raw.full([1, height, width, 1], 1, x.dtype), window, moves, 0), [3, 4])
  return raw.div(total, raw.broadcast(inside, total.shape))
}

type Image<B extends number, H extends number, W extends number, C extends number> = readonly [B, H, W, C]
type Places<H extends number, W extends number, K extends Pair, S extends Pair, L extends Pair, P extends Padding2d> =
  Window2d<readonly [H, W], K, S, L, P>
type Sized<B extends number, Z, F extends number> =
  Z extends readonly [infer Y extends number, infer X extends number] ? readonly [B, Y, X, F] : never

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
) => <B extends number, H extends number, W extends number>(
  x: Tensor<Image<B, H, W, C>, D> & Fits<Places<H, W, readonly [KH, KW], S, L, P>>,
): Tensor<Sized<B, Places<H, W, readonly [KH, KW], S, L, P>, F>, D> =>
  convolve2d(x, kernel, options) as Tensor<Sized<B, Places<H, W, readonly [KH, KW], S, L, P>, F>, D>

type Pool = <
  const K extends Pair,
  const S extends Pair = K,
  const L extends Pair = readonly [1, 1],
  const P extends Padding2d = 'valid',
>(
  window: K, options?: WindowOptions<S, L, P>,
) => <B extends number, H extends number, W extends number, C extends number, D extends Float>(
  x: Tensor<Image<B, H, W, C>, D> & Fits<Places<H, W, K, S, L, P>>,
) => Tensor<Sized<B, Places<H, W, K, S, L, P>, C>, D>

/**
 * The greatest element of each window, by channel: [batch, height, width, channels] to [batch, height', width', channels]. The
 * stride is the window unless given.
 *
 * @example
 * pipe(of([1, 2, 2, 1], [1, 2, 3, 4]), maxPool2d([2, 2])) // [[[[4]]]]
 */
export const maxPool2d = ((window: Pair, options?: WindowOptions) => (x: AnyTensor) => greatest2d(x, window, options)) as Pool
/**
 * The mean of each window, by channel, as `maxPool2d`; elements of the padding don't count.
 *
 * @example
 * pipe(of([1, 2, 2, 1], [1, 2, 3, 4]), averagePool2d([2, 2])) // [[[[2.5]]]]
 */
export const averagePool2d = ((window: Pair, options?: WindowOptions) => (x: AnyTensor) => mean2d(x, window, options)) as Pool
