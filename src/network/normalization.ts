/** Layers that bring what they are given to mean 0 and variance 1, each over other axes, then scale and shift by feature. */
import { count } from '../program/program.js'
import { add, div, like, mul, sqrt, sub } from '../program/scalar.js'
import { foldIn, type Key } from '../random/key.js'
import type { Remainder } from '../shape/arithmetic.js'
import { expectShape } from '../shape/error.js'
import { checkOptions, type Kind } from '../shape/options.js'
import type { Float, Shape } from '../shape/shape.js'
import { checkCount } from '../tensor/argument.js'
import { variance } from '../tensor/deviation.js'
import { mean } from '../tensor/reduction.js'
import type { AnyTensor, Tensor } from '../tensor/tensor.js'
import * as raw from '../tensor/untyped.js'
import { ones, zeros } from './initializer.js'
import { layerOf, type Layer } from './layer.js'
import { append, type TensorNetwork } from './network.js'
import type { FloatIn, LayerRule, ShapeIn } from './rule.js'

/** The parameters of `layerNorm`: one scale and one offset for each feature. */
export interface LayerNormParams<Features extends number, D extends Float = 'f32'> {
  readonly scale: Tensor<readonly [Features], D>
  readonly offset: Tensor<readonly [Features], D>
}

/** The parameters of `rmsNorm`: one scale for each feature. */
export interface RmsNormParams<Features extends number, D extends Float = 'f32'> {
  readonly scale: Tensor<readonly [Features], D>
}

/** What a normalization is told. */
export interface NormOptions {
  /** Added to the variance, 10⁻⁵ by default. */
  readonly epsilon?: number
}

/** What `groupNorm` is told. */
export interface GroupNormOptions<G extends number> extends NormOptions {
  /** How many groups the channels are divided into. */
  readonly groups: G
}

/** The size of the last axis. */
export type LastAxis<O> = O extends readonly [...Shape, infer F extends number] ? F : number
/** What a normalization by feature asks of a shape. */
export type NeedsAxis<Name extends string, O extends Shape> =
  O extends readonly [] ? `${Name} needs at least one axis, received []` : O

/** The features of a network's outputs. */
export const featuresOf = (name: string, net: TensorNetwork): number =>
  net.output.at(-1) ?? expectShape(name, 'network', `${name} needs at least one axis, received []`, net.output).length

export const anEpsilon: Kind = { expected: 'a number above 0', holds: (x) => Number.isFinite(x) && x > 0 }

/** A scale of 1 and an offset of 0 for each feature. */
export const plain = (key: Key, features: number, dtype: Float): LayerNormParams<number, Float> => ({
  scale: ones(foldIn(key, 0), [features], dtype) as LayerNormParams<number, Float>['scale'],
  offset: zeros(foldIn(key, 1), [features], dtype) as LayerNormParams<number, Float>['offset'],
})

const scaled = raw.elementwise((x, m, r, scale, offset) => add(mul(mul(sub(x, m), r), scale), offset))

/** 1 / √(v + ε). */
// @__NO_SIDE_EFFECTS__
const inverseRoot = (epsilon: number) => raw.elementwise((v) => div(like(v, 1), sqrt(add(v, like(v, epsilon)))))

/** (x - m) · 1/√(v + ε) · scale + offset, everything repeated to the shape of x. */
// @__NO_SIDE_EFFECTS__
export const standardized = (epsilon: number) => {
  const inverse = inverseRoot(epsilon)
  return (x: AnyTensor, m: AnyTensor, v: AnyTensor, scale: AnyTensor, offset: AnyTensor): AnyTensor => {
    const wide = (y: AnyTensor): AnyTensor => raw.broadcast(y, x.shape)
    return scaled(x, wide(m), wide(inverse(v)), wide(scale), wide(offset))
  }
}

type Moments = readonly [mean: AnyTensor, variance: AnyTensor]

/** Mean and variance over some axes, which stay with size 1. */
// @__NO_SIDE_EFFECTS__
export const momentsOver = (axes: readonly number[]) => {
  const by = [mean, variance].map((f) => f(axes, { keepDims: true }) as (x: AnyTensor) => AnyTensor)
  return (x: AnyTensor): Moments => by.map((f) => f(x)) as unknown as Moments
}

/** What a normalization by feature, with parameters `LayerNormParams`, does to types. */
export interface LayerNormRule extends LayerRule {
  readonly name: 'layerNorm'
  readonly out: NeedsAxis<'layerNorm', ShapeIn<this['in']>>
  readonly params: readonly [LayerNormParams<LastAxis<this['in']>, FloatIn<this['dtype']>>]
}

/**
 * Each example's last axis brought to mean 0 and variance 1, then scaled and shifted by feature:
 * y = (x - μ) / √(σ² + ε) · scale + offset. J. Ba et al., "Layer normalization" (2016).
 *
 * @example
 * pipe(input([64]), dense(32), layerNorm(), relu) // [32]
 */
export const layerNorm = (options: NormOptions = {}): Layer<LayerNormRule> => {
  const { epsilon = 1e-5 } = checkOptions<NormOptions>('layerNorm', options, { epsilon: anEpsilon })
  const [standard, moments] = [standardized(epsilon), momentsOver([-1])]
  return layerOf('layerNorm', (net) => {
    const features = featuresOf('layerNorm', net)
    return append(net, {
      name: 'layerNorm',
      input: net.output,
      output: net.output,
      init: (key, dtype) => plain(key, features, dtype),
      apply: (params) => {
        const { scale, offset } = params as LayerNormParams<number, Float>
        return (x) => standard(x, ...moments(x), scale, offset)
      },
      operations: 8 * count(net.output),
      stepwise: true,
    })
  })
}

/** Channels that divide into groups. */
type Grouped<O extends Shape, G extends number> =
  O extends readonly [...Shape, infer C extends number]
    ? Remainder<C, G> extends infer R
      ? number extends R ? O : R extends 0 ? O : `groupNorm: ${C} channels do not divide into ${G} groups`
      : never
    : NeedsAxis<'groupNorm', O>

/** What `groupNorm` does to types. */
export interface GroupNormRule<G extends number> extends LayerRule {
  readonly name: 'groupNorm'
  readonly out: Grouped<ShapeIn<this['in']>, G>
  readonly params: readonly [LayerNormParams<LastAxis<this['in']>, FloatIn<this['dtype']>>]
}

/**
 * Each example's channels in groups, each group over all places brought to mean 0 and variance 1, then scaled and shifted by
 * channel. One group is a layer normalization over everything, as many as channels an instance normalization. Channels that
 * don't divide are an error. Y. Wu, K. He, "Group normalization" (2018).
 *
 * @example
 * pipe(input([28, 28, 1]), conv2d({ filters: 16, kernel: [3, 3] }), groupNorm({ groups: 4 }), relu) // [26, 26, 16]
 */
export const groupNorm = <const G extends number>(options: GroupNormOptions<G>): Layer<GroupNormRule<G>> => {
  const { groups, epsilon = 1e-5 } =
    checkOptions<GroupNormOptions<G>>('groupNorm', options, { groups: true, epsilon: anEpsilon })
  checkCount('groupNorm', 'groups', groups)
  // [batch, places, groups, channels of one].
  const [standard, moments] = [standardized(epsilon), momentsOver([1, 3])]
  return layerOf('groupNorm', (net) => {
    const channels = featuresOf('groupNorm', net)
    const divided = channels % groups === 0 ? net.output : `groupNorm: ${channels} channels do not divide into ${groups} groups`
    expectShape('groupNorm', 'network', divided, net.output)
    const group = [groups, channels / groups]
    return append(net, {
      name: 'groupNorm',
      input: net.output,
      output: net.output,
      init: (key, dtype) => plain(key, channels, dtype),
      apply: (params) => {
        const { scale, offset } = params as LayerNormParams<number, Float>
        return (x) => {
          const grouped = raw.reshape(x, [x.shape[0] as number, count(x.shape.slice(1, -1)), ...group])
          return raw.reshape(
            standard(grouped, ...moments(grouped), raw.reshape(scale, group), raw.reshape(offset, group)), x.shape)
        }
      },
      operations: 8 * count(net.output),
    })
  })
}

const product = raw.elementwise((x, r, scale) => mul(mul(x, r), scale))

/** What `rmsNorm` does to types. */
export interface RmsNormRule extends LayerRule {
  readonly name: 'rmsNorm'
  readonly out: NeedsAxis<'rmsNorm', ShapeIn<this['in']>>
  readonly params: readonly [RmsNormParams<LastAxis<this['in']>, FloatIn<this['dtype']>>]
}

/**
 * Each example's last axis divided by its root mean square, then scaled by feature: y = x / √(mean x² + ε) · scale.
 * B. Zhang, R. Sennrich, "Root mean square layer normalization" (2019).
 *
 * @example
 * pipe(input([16, 64]), rmsNorm(), dense(32)) // [16, 32]
 */
export const rmsNorm = (options: NormOptions = {}): Layer<RmsNormRule> => {
  const { epsilon = 1e-5 } = checkOptions<NormOptions>('rmsNorm', options, { epsilon: anEpsilon })
  const [inverse, over] = [inverseRoot(epsilon), mean([-1], { keepDims: true }) as (x: AnyTensor) => AnyTensor]
  return layerOf('rmsNorm', (net) => {
    const features = featuresOf('rmsNorm', net)
    return append(net, {
      name: 'rmsNorm',
      input: net.output,
      output: net.output,
      init: (key, dtype) => ({ scale: ones(foldIn(key, 0), [features], dtype) }),
      apply: (params) => {
        const { scale } = params as RmsNormParams<number, Float>
        return (x) => product(x, raw.broadcast(inverse(over(raw.square(x))), x.shape), raw.broadcast(scale, x.shape))
      },
      operations: 4 * count(net.output),
      stepwise: true,
    })
  })
}
