import { count } from '../program/program.js'
import { foldIn } from '../random/key.js'
import { expectShape } from '../shape/error.js'
import { aFunction, check, checkOptions } from '../shape/options.js'
import type { Float, Shape } from '../shape/shape.js'
import { transposed } from '../shape/transposed.js'
import {
  places,
  type Extent, type Padding, type Padding2d, type Padding3d, type Paddings, type Pair, type Sizes, type Triple,
} from '../shape/window.js'
import { checkCount } from '../tensor/argument.js'
import { convolve, convolveTransposed } from '../tensor/convolve.js'
import type { Tensor } from '../tensor/tensor.js'
import { extent, moveKinds, type WindowOptions } from '../tensor/window.js'
import { aBias, biasAmong, withBias, type Bias, type ByBias } from './bias.js'
import { glorotUniform, zeros, type Initializer } from './initializer.js'
import { layerOf, type Layer } from './layer.js'
import { append } from './network.js'
import type { FloatIn, LayerRule, ShapeIn } from './rule.js'
import { slide, type Channels, type Slide, type Way } from './window.js'

/** The parameters of a convolution without a bias: a kernel [...window, channels, filters], the channels those of one group. */
export interface ConvolutionKernel<K extends Shape, Channels extends number, Filters extends number, D extends Float = 'f32'> {
  readonly kernel: Tensor<readonly [...K, Channels, Filters], D>
}
/** The parameters of a convolution: its kernel and a bias. */
export interface ConvolutionParams<K extends Shape, Channels extends number, Filters extends number, D extends Float = 'f32'> {
  readonly kernel: Tensor<readonly [...K, Channels, Filters], D>
  readonly bias: Tensor<readonly [Filters], D>
}
/** The parameters of `conv2d`. */
export type Conv2dParams<K extends Pair, Channels extends number, Filters extends number, D extends Float = 'f32'> =
  ConvolutionParams<K, Channels, Filters, D>
/** The parameters of `conv3d`. */
export type Conv3dParams<K extends Triple, Channels extends number, Filters extends number, D extends Float = 'f32'> =
  ConvolutionParams<K, Channels, Filters, D>
/** The parameters of `conv1d`. */
export type Conv1dParams<K extends number, Channels extends number, Filters extends number, D extends Float = 'f32'> =
  ConvolutionParams<readonly [K], Channels, Filters, D>

/** What a convolution is told: `filters` and `kernel` always, the rest where it is not as usual. */
export interface ConvolutionOptions<
  F extends number, K extends Extent, S extends Extent, L extends Extent, P extends Paddings, G extends number = 1,
  B extends Bias = Initializer,
> extends WindowOptions<S, L, P> {
  readonly filters: F
  /** The window: a length, [height, width], or [depth, height, width]. */
  readonly kernel: K
  /** Each of so many groups of filters sees its own group of channels; as many as there are channels: depthwise. */
  readonly groups?: G
  /** Glorot's uniform weights by default. */
  readonly weights?: Initializer
  /** Zeros by default; `false` for none, and none among the parameters. */
  readonly bias?: B
}

/** How a kind of convolution computes, and what it makes of sizes. */
interface Kind {
  readonly apply: typeof convolve
  readonly places: typeof places
  /** The places at which the whole kernel is applied, among the sizes before and after. */
  readonly applied: (input: Shape, output: Shape) => Shape
}

type AnyOptions = ConvolutionOptions<number, Extent, Extent, Extent, Paddings, number, Bias>

// @__NO_SIDE_EFFECTS__
const convolution = (name: string, rank: number, kind: Kind) =>
  (given: AnyOptions) => {
    const { filters, kernel, weights = glorotUniform, bias = zeros, groups = 1, ...options } = checkOptions<AnyOptions>(
      name, given, { filters: true, kernel: extent(rank), ...moveKinds(rank), groups: true, weights: aFunction, bias: aBias })
    check(name, { kernel }, { kernel: extent(rank) })
    checkCount(name, 'filters', filters)
    checkCount(name, 'groups', groups)
    return layerOf(name, (net) => {
      const slid = slide(name, net.output, filters, kernel, options, kind.places, groups)
      const output = expectShape(name, 'network', slid, net.output)
      const channels = net.output.at(-1) as number
      const window = typeof kernel === 'number' ? [kernel] : kernel
      const shape = [...window, channels / groups, filters]
      return append(net, {
        name,
        input: net.output,
        output,
        init: (key, dtype) => ({
          kernel: weights(foldIn(key, 0), shape, dtype),
          ...biasAmong(bias, key, 1, filters, dtype),
        }),
        apply: (params) => {
          const { kernel: k, bias: b } = params as ConvolutionParams<Shape, number, number, Float>
          return withBias(bias, (x) => kind.apply(x, k, { ...options, groups }, name, window.length), b)
        },
        operations: 2 * count(shape) * count(kind.applied(net.output, output).slice(0, -1)),
      })
    })
  }

/** What a convolution does to types. */
export interface ConvolutionRule<
  Name extends string, F extends number, K extends Extent, S extends Extent, L extends Extent, Pad extends Paddings,
  G extends number, W extends Way,
> extends LayerRule {
  readonly name: Name
  readonly out: Slide<Name, ShapeIn<this['in']>, F, K, S, L, Pad, G, W>
  readonly params: readonly [ConvolutionParams<Sizes<K>, Channels<ShapeIn<this['in']>, G>, F, FloatIn<this['dtype']>>]
}

/** What a convolution without a bias does to types. */
export interface ConvolutionKernelRule<
  Name extends string, F extends number, K extends Extent, S extends Extent, L extends Extent, Pad extends Paddings,
  G extends number, W extends Way,
> extends LayerRule {
  readonly name: Name
  readonly out: Slide<Name, ShapeIn<this['in']>, F, K, S, L, Pad, G, W>
  readonly params: readonly [ConvolutionKernel<Sizes<K>, Channels<ShapeIn<this['in']>, G>, F, FloatIn<this['dtype']>>]
}

/** What a convolution does to types where only run time knows whether there is a bias. */
export interface ConvolutionEitherRule<
  Name extends string, F extends number, K extends Extent, S extends Extent, L extends Extent, Pad extends Paddings,
  G extends number, W extends Way,
> extends LayerRule {
  readonly name: Name
  readonly out: Slide<Name, ShapeIn<this['in']>, F, K, S, L, Pad, G, W>
  readonly params: readonly [
    | ConvolutionParams<Sizes<K>, Channels<ShapeIn<this['in']>, G>, F, FloatIn<this['dtype']>>
    | ConvolutionKernel<Sizes<K>, Channels<ShapeIn<this['in']>, G>, F, FloatIn<this['dtype']>>
  ]
}

/** A convolution whose window has extents `E`, of 1 in each direction where nothing is said. */
export interface Convolution<Name extends string, E extends Extent, One extends E, Pads extends Paddings, W extends Way = 'there'> {
  <
    const F extends number, const K extends E, const S extends E = One, const L extends E = One,
    const Pad extends Pads | 'valid' = 'valid', const G extends number = 1, const B extends Bias = Initializer,
  >(options: ConvolutionOptions<F, K, S, L, Pad, G, B>): ByBias<
    B,
    Layer<ConvolutionRule<Name, F, K, S, L, Pad, G, W>>,
    Layer<ConvolutionKernelRule<Name, F, K, S, L, Pad, G, W>>,
    Layer<ConvolutionEitherRule<Name, F, K, S, L, Pad, G, W>>
  >
}

const forth: Kind = { apply: convolve, places, applied: (_, output) => output }
const back: Kind = { apply: convolveTransposed, places: transposed, applied: (input) => input }

/**
 * 2-d convolution: each filter's weighted sum over a sliding window, with a bias. Images [height, width, channels] to
 * [height', width', filters]. With `groups` each group of filters sees its own group of channels; groups that don't divide
 * channels and filters are an error.
 *
 * @example
 * pipe(input([28, 28, 1]), conv2d({ filters: 8, kernel: [5, 5] })) // [24, 24, 8]
 * // Depthwise: a filter for each channel.
 * pipe(input([28, 28, 16]), conv2d({ filters: 16, kernel: [3, 3], padding: 'same', groups: 16 })) // [28, 28, 16]
 * // Before a normalization, which has an offset of its own.
 * pipe(input([28, 28, 1]), conv2d({ filters: 8, kernel: [5, 5], bias: false }), batchNorm()) // [24, 24, 8]
 */
export const conv2d = convolution('conv2d', 2, forth) as unknown as Convolution<'conv2d', Pair, readonly [1, 1], Padding2d>

/**
 * 1-d convolution, as `conv2d` along one axis: sequences [length, channels] to [length', filters].
 *
 * @example
 * pipe(input([100, 3]), conv1d({ filters: 8, kernel: 5, stride: 2 })) // [48, 8]
 */
export const conv1d = convolution('conv1d', 1, forth) as unknown as Convolution<'conv1d', number, 1, Padding>

/**
 * 3-d convolution, as `conv2d` in a volume: [depth, height, width, channels] to [depth', height', width', filters].
 *
 * @example
 * pipe(input([16, 28, 28, 1]), conv3d({ filters: 8, kernel: [3, 5, 5], stride: [1, 2, 2] })) // [14, 12, 12, 8]
 */
export const conv3d = convolution('conv3d', 3, forth) as unknown as Convolution<'conv3d', Triple, readonly [1, 1, 1], Padding3d>

/**
 * Transposed 2-d convolution: every element adds a weighted kernel around its place. Images [height, width, channels] to
 * larger ones: (height - 1)·stride + kernel with `'valid'`, height·stride with `'same'`; other padding cuts off what lies
 * outside. It is the transpose of the `conv2d` that goes the other way; with `groups` each group of channels makes its own
 * group of filters. V. Dumoulin, F. Visin, "A guide to convolution arithmetic for deep learning" (2016), ch. 4.
 *
 * @example
 * pipe(input([7, 7, 16]), convTranspose2d({ filters: 8, kernel: [4, 4], stride: [2, 2], padding: 'same' })) // [14, 14, 8]
 */
export const convTranspose2d =
  convolution('convTranspose2d', 2, back) as unknown as Convolution<'convTranspose2d', Pair, readonly [1, 1], Padding2d, 'back'>

/**
 * Transposed 1-d convolution, as `convTranspose2d` along one axis: sequences [length, channels] to [length', filters].
 *
 * @example
 * pipe(input([12, 16]), convTranspose1d({ filters: 8, kernel: 5, stride: 2 })) // [27, 8]
 */
export const convTranspose1d =
  convolution('convTranspose1d', 1, back) as unknown as Convolution<'convTranspose1d', number, 1, Padding, 'back'>

/**
 * Transposed 3-d convolution, as `convTranspose2d` in a volume: [depth, height, width, channels] to
 * [depth', height', width', filters].
 *
 * @example
 * pipe(input([4, 7, 7, 16]), convTranspose3d({ filters: 8, kernel: [2, 4, 4], stride: [2, 2, 2] })) // [8, 16, 16, 8]
 */
export const convTranspose3d =
  convolution('convTranspose3d', 3, back) as unknown as
    Convolution<'convTranspose3d', Triple, readonly [1, 1, 1], Padding3d, 'back'>
