/** Convolutions of each channel by itself, and those that mix channels afterwards. */
import { count } from '../program/program.js'
import { foldIn } from '../random/key.js'
import type { Multiply } from '../shape/arithmetic.js'
import { expectShape } from '../shape/error.js'
import { aFunction, check, checkOptions } from '../shape/options.js'
import type { Float, Shape } from '../shape/shape.js'
import { places, type Extent, type Padding, type Padding2d, type Paddings, type Pair, type Sizes } from '../shape/window.js'
import { checkCount } from '../tensor/argument.js'
import { repeat } from '../tensor/arrange.js'
import { convolve } from '../tensor/convolve.js'
import { product } from '../tensor/product.js'
import type { AnyTensor, Tensor } from '../tensor/tensor.js'
import { extent, moveKinds, type AnyWindowOptions, type WindowOptions } from '../tensor/window.js'
import type { ConvolutionKernel, ConvolutionParams } from './convolution.js'
import { aBias, biasAmong, withBias, type Bias, type Has } from './bias.js'
import { glorotUniform, zeros, type Initializer } from './initializer.js'
import { layerOf, type Layer } from './layer.js'
import { append } from './network.js'
import type { FloatIn, LayerRule, ShapeIn } from './rule.js'
import { slide, type Slide } from './window.js'

/** What a depthwise convolution is told: `kernel` always, the rest where it is not as usual. */
export interface DepthwiseOptions<
  K extends Extent, S extends Extent, L extends Extent, P extends Paddings, M extends number = 1, B extends Bias = Initializer,
> extends WindowOptions<S, L, P> {
  /** The window: a length, or [height, width]. */
  readonly kernel: K
  /** How many filters each channel has, 1 by default. */
  readonly multiplier?: M
  /** Glorot's uniform weights by default. */
  readonly weights?: Initializer
  /** Zeros by default; `false` for none, and none among the parameters. */
  readonly bias?: B
}

/** What a separable convolution is told: `filters` and `kernel` always, the rest where it is not as usual. */
export interface SeparableOptions<
  F extends number, K extends Extent, S extends Extent, L extends Extent, P extends Paddings, M extends number = 1,
  B extends Bias = Initializer,
> extends DepthwiseOptions<K, S, L, P, M, B> {
  readonly filters: F
}

/**
 * The parameters of a separable convolution without a bias: a kernel for each channel, [...window, 1, channels · multiplier],
 * and the weights that mix what they give, [channels · multiplier, filters].
 */
export interface SeparableKernels<K extends Shape, Between extends number, Filters extends number, D extends Float = 'f32'> {
  readonly depthwise: Tensor<readonly [...K, 1, Between], D>
  readonly pointwise: Tensor<readonly [Between, Filters], D>
}

/** The parameters of a separable convolution. */
export interface SeparableParams<K extends Shape, Between extends number, Filters extends number, D extends Float = 'f32'> {
  readonly depthwise: Tensor<readonly [...K, 1, Between], D>
  readonly pointwise: Tensor<readonly [Between, Filters], D>
  readonly bias: Tensor<readonly [Filters], D>
}

/** The channels of outputs `O`, each so many times. */
type Multiplied<O, M extends number> = O extends readonly [...Shape, infer C extends number] ? Multiply<C, M> : number

/** What a depthwise convolution does to types. */
export interface DepthwiseRule<
  Name extends string, K extends Extent, S extends Extent, L extends Extent, Pad extends Paddings, M extends number,
  B extends boolean,
> extends LayerRule {
  readonly name: Name
  readonly out: Slide<Name, ShapeIn<this['in']>, Multiplied<this['in'], M>, K, S, L, Pad>
  readonly params: readonly [B extends true
    ? ConvolutionParams<Sizes<K>, 1, Multiplied<this['in'], M>, FloatIn<this['dtype']>>
    : ConvolutionKernel<Sizes<K>, 1, Multiplied<this['in'], M>, FloatIn<this['dtype']>>]
}

/** What a separable convolution does to types. */
export interface SeparableRule<
  Name extends string, F extends number, K extends Extent, S extends Extent, L extends Extent, Pad extends Paddings,
  M extends number, B extends boolean,
> extends LayerRule {
  readonly name: Name
  readonly out: Slide<Name, ShapeIn<this['in']>, F, K, S, L, Pad>
  readonly params: readonly [B extends true
    ? SeparableParams<Sizes<K>, Multiplied<this['in'], M>, F, FloatIn<this['dtype']>>
    : SeparableKernels<Sizes<K>, Multiplied<this['in'], M>, F, FloatIn<this['dtype']>>]
}

/** A convolution of each channel by itself, with a window of extents `E`. */
export interface Depthwise<Name extends string, E extends Extent, One extends E, Pads extends Paddings> {
  <
    const K extends E, const S extends E = One, const L extends E = One, const Pad extends Pads | 'valid' = 'valid',
    const M extends number = 1, const B extends Bias = Initializer,
  >(options: DepthwiseOptions<K, S, L, Pad, M, B>): Layer<DepthwiseRule<Name, K, S, L, Pad, M, Has<B>>>
}

/** A depthwise convolution, and one across channels, with a window of extents `E`. */
export interface Separable<Name extends string, E extends Extent, One extends E, Pads extends Paddings> {
  <
    const F extends number, const K extends E, const S extends E = One, const L extends E = One,
    const Pad extends Pads | 'valid' = 'valid', const M extends number = 1, const B extends Bias = Initializer,
  >(options: SeparableOptions<F, K, S, L, Pad, M, B>): Layer<SeparableRule<Name, F, K, S, L, Pad, M, Has<B>>>
}

/** [b, ...sizes, c] with a kernel [...window, 1, c·m]: [b, ...places, c·m], the m filters of a channel beside each other. */
const byChannel = (
  name: string, rank: number, x: AnyTensor, kernel: AnyTensor, multiplier: number, options: AnyWindowOptions,
): AnyTensor => {
  // Each channel as often as it has filters: then every filter has a channel of its own.
  const each = repeat([...x.shape.slice(0, -1).map(() => 1), multiplier] as Shape)(x) as AnyTensor
  return convolve(each, kernel, { ...options, groups: each.shape.at(-1) as number }, name, rank)
}

type AnyDepthwise = DepthwiseOptions<Extent, Extent, Extent, Paddings, number, Bias>
type AnySeparable = SeparableOptions<number, Extent, Extent, Extent, Paddings, number, Bias>

const kinds = (rank: number) => ({
  kernel: extent(rank), ...moveKinds(rank), multiplier: true, weights: aFunction, bias: aBias,
} as const)

/** What both kinds of layers are told, and what is not said. */
const told = <O extends AnyDepthwise>(name: string, rank: number, given: O) => {
  const { kernel, multiplier = 1, weights = glorotUniform, bias = zeros, stride, dilation, padding } = given
  check(name, { kernel }, { kernel: extent(rank) })
  checkCount(name, 'multiplier', multiplier)
  const options: AnyWindowOptions = {
    ...(stride === undefined ? {} : { stride }),
    ...(dilation === undefined ? {} : { dilation }),
    ...(padding === undefined ? {} : { padding }),
  }
  const window: Shape = typeof kernel === 'number' ? [kernel] : kernel
  return { kernel, window, multiplier, weights, bias, options }
}

// @__NO_SIDE_EFFECTS__
const depthwise = (name: string, rank: number) => (given: AnyDepthwise) => {
  const { kernel, window, multiplier, weights, bias, options } =
    told(name, rank, checkOptions<AnyDepthwise>(name, given, kinds(rank)))
  return layerOf(name, (net) => {
    const filters = (net.output.at(-1) ?? 0) * multiplier
    const output = expectShape(name, 'network', slide(name, net.output, filters, kernel, options, places), net.output)
    return append(net, {
      name,
      input: net.output,
      output,
      init: (key, dtype) => ({
        kernel: weights(foldIn(key, 0), [...window, 1, filters], dtype),
        ...biasAmong(bias, key, 1, filters, dtype),
      }),
      apply: (params) => {
        const { kernel: k, bias: b } = params as ConvolutionParams<Shape, number, number, Float>
        return withBias(bias, (x) => byChannel(name, rank, x, k, multiplier, options), b)
      },
      operations: 2 * count(window) * count(output),
    })
  })
}

// @__NO_SIDE_EFFECTS__
const separable = (name: string, rank: number) => (given: AnySeparable) => {
  const { kernel, window, multiplier, weights, bias, options } =
    told(name, rank, checkOptions<AnySeparable>(name, given, { filters: true, ...kinds(rank) }))
  const { filters } = given
  checkCount(name, 'filters', filters)
  return layerOf(name, (net) => {
    const output = expectShape(name, 'network', slide(name, net.output, filters, kernel, options, places), net.output)
    const between = (net.output.at(-1) as number) * multiplier
    return append(net, {
      name,
      input: net.output,
      output,
      init: (key, dtype) => ({
        depthwise: weights(foldIn(key, 0), [...window, 1, between], dtype),
        pointwise: weights(foldIn(key, 1), [between, filters], dtype),
        ...biasAmong(bias, key, 2, filters, dtype),
      }),
      apply: (params) => {
        const { depthwise: d, pointwise: p, bias: b } = params as SeparableParams<Shape, number, number, Float>
        return withBias(bias, (x) => product(byChannel(name, rank, x, d, multiplier, options), p), b)
      },
      operations: 2 * between * (count(window) + filters) * count(output.slice(0, -1)),
    })
  })
}

/**
 * 2-d convolution of each channel by itself, with `multiplier` filters for each: [height, width, channels] to [height', width',
 * channels · multiplier], the filters of a channel beside each other. With a multiplier of 1 it is `conv2d` with as many groups
 * as channels.
 *
 * @example
 * pipe(input([28, 28, 16]), depthwiseConv2d({ kernel: [3, 3], padding: 'same', multiplier: 2 })) // [28, 28, 32]
 */
export const depthwiseConv2d =
  depthwise('depthwiseConv2d', 2) as unknown as Depthwise<'depthwiseConv2d', Pair, readonly [1, 1], Padding2d>

/**
 * As `depthwiseConv2d` along one axis: [length, channels] to [length', channels · multiplier].
 *
 * @example
 * pipe(input([100, 8]), depthwiseConv1d({ kernel: 5 })) // [96, 8]
 */
export const depthwiseConv1d = depthwise('depthwiseConv1d', 1) as unknown as Depthwise<'depthwiseConv1d', number, 1, Padding>

/**
 * 2-d convolution in two steps: each channel by itself, as `depthwiseConv2d` without a bias, then weighted sums of what that
 * gives at each place, with a bias: [height, width, channels] to [height', width', filters]. F. Chollet, "Xception: deep learning
 * with depthwise separable convolutions" (2017).
 *
 * @example
 * const net = pipe(input([28, 28, 16]), separableConv2d({ filters: 32, kernel: [3, 3], padding: 'same' })) // [28, 28, 32]
 * const [{ depthwise, pointwise }] = net.init(random.key(0))
 * depthwise.shape // [3, 3, 1, 16]
 * pointwise.shape // [16, 32]
 */
export const separableConv2d =
  separable('separableConv2d', 2) as unknown as Separable<'separableConv2d', Pair, readonly [1, 1], Padding2d>

/**
 * As `separableConv2d` along one axis: [length, channels] to [length', filters].
 *
 * @example
 * pipe(input([100, 8]), separableConv1d({ filters: 16, kernel: 5, stride: 2 })) // [48, 16]
 */
export const separableConv1d = separable('separableConv1d', 1) as unknown as Separable<'separableConv1d', number, 1, Padding>
