import { count } from '../program/program.js'
import { foldIn } from '../random/key.js'
import { expectShape, fail } from '../shape/error.js'
import type { Fits, Known } from '../shape/fits.js'
import type { DType, Float, Shape } from '../shape/shape.js'
import { shapeText, type ShapeText } from '../shape/text.js'
import { window2d, type Padding2d, type Pair, type Window2d } from '../shape/window.js'
import { plus } from '../tensor/arithmetic.js'
import type { Tensor } from '../tensor/tensor.js'
import { convolve2d } from '../tensor/window.js'
import { glorotUniform, zeros, type Initializer } from './initializer.js'
import { append, type Network } from './network.js'

/** The parameters of `conv2d`. */
export interface Conv2dParams<K extends Pair, Channels extends number, Filters extends number, D extends Float = 'f32'> {
  readonly kernel: Tensor<readonly [...K, Channels, Filters], D>
  readonly bias: Tensor<readonly [Filters], D>
}

/** What a convolution is told: `filters` and `kernel` always, the rest where it is not as usual. */
export interface Conv2dOptions<F extends number, K extends Pair, S extends Pair, L extends Pair, P extends Padding2d> {
  readonly filters: F
  /** [height, width] of the window. */
  readonly kernel: K
  readonly stride?: S
  readonly dilation?: L
  /** `'valid'` (the window stays inside), `'same'`, or elements before and after each axis. */
  readonly padding?: P
  /** Glorot's uniform weights by default. */
  readonly weights?: Initializer
  /** Zeros by default. */
  readonly bias?: Initializer
}

/**
 * The outputs of a window that slides over outputs `O` of the layer before, with `F` channels; or a message that names the
 * layer.
 */
export type Slide<
  Name extends string, O extends Shape, F extends number | undefined,
  K extends Pair, S extends Pair, L extends Pair, P extends Padding2d,
> =
  O extends readonly [infer H extends number, infer W extends number, infer C extends number]
    ? Window2d<readonly [H, W], K, S, L, P> extends infer R
      ? R extends Pair ? readonly [R[0], R[1], F extends number ? F : C] : `${Name}: ${R & string}`
      : never
    : number extends O['length'] ? readonly [number, number, F extends number ? F : number]
    : `${Name} needs [height, width, channels], received ${ShapeText<O>}`

/** The twin of `Slide`, for layers that slide a window. */
export const slide = (
  name: string, shape: Shape, filters: number | undefined,
  kernel: Pair, stride: Pair, dilation: Pair, padding: Padding2d,
): Shape | string => {
  const [height, width, channels] = shape
  if (shape.length !== 3 || height === undefined || width === undefined || channels === undefined)
    return `${name} needs [height, width, channels], received ${shapeText(shape)}`
  const places = window2d([height, width], kernel, stride, dilation, padding)
  return typeof places === 'string' ? `${name}: ${places}` : [...places, filters ?? channels]
}

type Channels<O extends Shape> = O extends readonly [number, number, infer C extends number] ? C : number

/**
 * 2-d convolution: each filter's weighted sum over a sliding window, with a bias. Images [height, width, channels] to
 * [height', width', filters].
 *
 * @example
 * pipe(input([28, 28, 1]), conv2d({ filters: 8, kernel: [5, 5] })) // [24, 24, 8]
 */
export const conv2d = <
  const F extends number,
  const K extends Pair,
  const S extends Pair = readonly [1, 1],
  const L extends Pair = readonly [1, 1],
  const Pad extends Padding2d = 'valid',
>(
  options: Conv2dOptions<F, K, S, L, Pad>,
) => {
  const { filters, kernel, stride = [1, 1], dilation = [1, 1], padding = 'valid' } = options
  const { weights = glorotUniform, bias = zeros } = options
  if (!Number.isSafeInteger(filters) || filters < 1)
    fail('conv2d', { argument: 'filters', expected: 'a whole number of at least 1', received: filters })
  return <P extends readonly unknown[], I extends Shape, O extends Shape, D extends Float, X extends DType>(
    net: Network<P, I, O, D, X> & Fits<Slide<'conv2d', O, F, K, S, L, Pad>>,
  ): Network<readonly [...P, Conv2dParams<K, Channels<O>, F, D>], I, Known<Slide<'conv2d', O, F, K, S, L, Pad>>, D, X> => {
    const slid = slide('conv2d', net.output, filters, kernel, stride, dilation, padding)
    const output = expectShape('conv2d', 'network', slid, net.output)
    const shape = [...kernel, net.output.at(-1) as number, filters]
    return append(net, {
      name: 'conv2d',
      input: net.output,
      output,
      init: (key, dtype) => ({ kernel: weights(foldIn(key, 0), shape, dtype), bias: bias(foldIn(key, 1), [filters], dtype) }),
      apply: (params) => {
        const { kernel: k, bias: b } = params as Conv2dParams<Pair, number, number, Float>
        return (x) => plus(convolve2d(x, k, { stride, dilation, padding }), b)
      },
      operations: 2 * count(shape.slice(0, 3)) * count(output),
    })
  }
}
