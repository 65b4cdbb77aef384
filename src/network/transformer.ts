/** The block that transformers are made of. */
import { expectShape } from '../shape/error.js'
import { aFunction, checkOptions, oneOf } from '../shape/options.js'
import type { Float } from '../shape/shape.js'
import { checkCount } from '../tensor/argument.js'
import { gelu, type Activation } from './activation.js'
import {
  attention, attentionKinds, attentionShape, checkHeads, type Attention, type AttentionOptions, type AttentionParams,
  type AttentionWeights, type KeyValueWidth, type Sizes, type Width,
} from './attention.js'
import type { Bias, Has } from './bias.js'
import { residual } from './combine.js'
import { dense, type DenseParams, type DenseWeights } from './dense.js'
import { dropout as dropoutOf } from './dropout.js'
import { zeros, type Initializer } from './initializer.js'
import { blockAfter, layerOf, type Layer } from './layer.js'
import { labeled } from './named.js'
import { follow, type AnyNetwork } from './network.js'
import { layerNorm, type LayerNormParams } from './normalization.js'
import type { FloatIn, LayerRule, ShapeIn } from './rule.js'
import { sequential } from './sequential.js'

/** The parameters of `transformerBlock`: those of its two residual blocks. */
export type TransformerParams<
  W extends number, Hidden extends number, D extends Float = 'f32', KeyValue extends number = W,
> = readonly [
  readonly [LayerNormParams<W, D>, AttentionParams<W, D, W, KeyValue>],
  readonly [LayerNormParams<W, D>, DenseParams<W, Hidden, D>, DenseParams<Hidden, W, D>],
]

/** The parameters of `transformerBlock({ norm: 'post' })`: those of its two residual blocks, with a norm after each. */
export type PostNormParams<
  W extends number, Hidden extends number, D extends Float = 'f32', KeyValue extends number = W,
> = readonly [
  readonly [AttentionParams<W, D, W, KeyValue>], LayerNormParams<W, D>,
  readonly [DenseParams<W, Hidden, D>, DenseParams<Hidden, W, D>], LayerNormParams<W, D>,
]

/** The parameters of `transformerBlock({ bias: false })`: only the norms have something to add. */
export type TransformerWeights<
  W extends number, Hidden extends number, D extends Float = 'f32', KeyValue extends number = W,
> = readonly [
  readonly [LayerNormParams<W, D>, AttentionWeights<W, D, W, KeyValue>],
  readonly [LayerNormParams<W, D>, DenseWeights<W, Hidden, D>, DenseWeights<Hidden, W, D>],
]

/** The parameters of `transformerBlock({ norm: 'post', bias: false })`. */
export type PostNormWeights<
  W extends number, Hidden extends number, D extends Float = 'f32', KeyValue extends number = W,
> = readonly [
  readonly [AttentionWeights<W, D, W, KeyValue>], LayerNormParams<W, D>,
  readonly [DenseWeights<W, Hidden, D>, DenseWeights<Hidden, W, D>], LayerNormParams<W, D>,
]

/** Where a block's norms stand. */
export type Norm = 'pre' | 'post'

/** How a transformer block is built. */
export interface TransformerOptions<
  H extends number, Hidden extends number, G extends number | undefined = undefined, N extends Norm = 'pre',
  B extends Bias = Initializer,
> extends AttentionOptions<H, G, B> {
  /** The width between the two dense layers, usually four times that of the sequence. */
  readonly hidden: Hidden
  /** What of each residual block is dropped in training; nothing by default. */
  readonly dropout?: number
  /** Whether what a residual block is given is normalized, as by default, or the sum that it makes. */
  readonly norm?: N
  /** What stands between the two dense layers: `gelu` by default. */
  readonly activation?: Activation
}

/** What `transformerBlock` does to types. */
export interface TransformerRule<
  H extends number, Hidden extends number, G extends number | undefined = undefined, N extends Norm = 'pre',
> extends LayerRule {
  readonly name: 'transformerBlock'
  readonly out: Attention<ShapeIn<this['in']>, H, G>
  readonly params: N extends 'post'
    ? PostNormParams<Width<this['in']>, Hidden, FloatIn<this['dtype']>, KeyValueWidth<Width<this['in']>, H, G>>
    : TransformerParams<Width<this['in']>, Hidden, FloatIn<this['dtype']>, KeyValueWidth<Width<this['in']>, H, G>>
}

/** The parameters of a block with norms there, with biases or without; either where only run time knows. */
export type BlockParts<
  Biased extends boolean, N extends Norm, W extends number, Hidden extends number, D extends Float, KeyValue extends number,
> =
  Biased extends true
    ? N extends 'post' ? PostNormParams<W, Hidden, D, KeyValue> : TransformerParams<W, Hidden, D, KeyValue>
    : N extends 'post' ? PostNormWeights<W, Hidden, D, KeyValue> : TransformerWeights<W, Hidden, D, KeyValue>

/** What `transformerBlock` does to types where there are no biases, or only run time knows. */
export interface TransformerWeightsRule<
  H extends number, Hidden extends number, G extends number | undefined, N extends Norm, Biased extends boolean,
> extends LayerRule {
  readonly name: 'transformerBlock'
  readonly out: Attention<ShapeIn<this['in']>, H, G>
  readonly params: BlockParts<
    Biased, N, Width<this['in']>, Hidden, FloatIn<this['dtype']>, KeyValueWidth<Width<this['in']>, H, G>
  >
}

/** The layer that `transformerBlock` is with this bias. */
export type TransformerLayer<H extends number, Hidden extends number, G extends number | undefined, N extends Norm, B> =
  [false] extends [B] ? Layer<TransformerWeightsRule<H, Hidden, G, N, Has<B>>> : Layer<TransformerRule<H, Hidden, G, N>>

/**
 * A transformer block on a sequence [time, width]: x + attention(norm(x)), then x + dense(gelu(dense(norm(x)))). R. Xiong et
 * al., "On layer normalization in the transformer architecture" (2020), fig. 1 b. With `norm: 'post'` it is that of A. Vaswani
 * et al., "Attention is all you need" (2017), fig. 1: norm(x + attention(x)), then norm(x + dense(gelu(dense(x)))). With
 * `bias: false` there is none in the projections of the attention nor in the dense layers; norms keep their offsets.
 *
 * @example
 * pipe(input([128], 'i32'), embedding(65, 64), positionEmbedding(), transformerBlock({ heads: 4, hidden: 256, causal: true }))
 * // [128, 64]
 *
 * @example
 * // As it was in 2017.
 * const block = transformerBlock({ heads: 8, hidden: 2048, norm: 'post', activation: relu })
 * pipe(input([128], 'i32'), embedding(65, 512), sinusoidalPositions, repeat(6, block)) // [128, 512]
 */
export const transformerBlock = <
  const H extends number, const Hidden extends number,
  const G extends number | undefined = undefined, const N extends Norm = 'pre',
  const B extends Bias = Initializer,
>(
  given: TransformerOptions<H, Hidden, G, N, B>,
): TransformerLayer<H, Hidden, G, N, B> => {
  const { hidden, dropout = 0, norm = 'pre', activation = gelu, ...options } = checkOptions<
    TransformerOptions<H, Hidden, G, N, Bias>
  >('transformerBlock', given,
    { ...attentionKinds, hidden: true, dropout: true, norm: oneOf('pre', 'post'), activation: aFunction })
  checkCount('transformerBlock', 'hidden', hidden)
  checkHeads('transformerBlock', options)
  const { bias = zeros } = options
  const dropped = dropoutOf(dropout)
  const parts = dropout === 0 ? [] : [dropped]
  return layerOf('transformerBlock', (net) => {
    const [, width] = expectShape('transformerBlock', 'network', attentionShape(net.output, options)) as Sizes
    const looking = [attention(options as AttentionOptions<number, undefined, Bias>), ...parts]
    const thinking = [dense(hidden, { bias }), activation, dense(width, { bias }), ...parts]
    const block = norm === 'post'
      ? [residual(sequential(...looking)), layerNorm(), residual(sequential(...thinking)), layerNorm()]
      : [residual(sequential(layerNorm(), ...looking)), residual(sequential(layerNorm(), ...thinking))]
    const { layers } = blockAfter('transformerBlock', sequential(...block), net)
    return follow<AnyNetwork>(net, labeled('transformer', layers), net.output, net.dtype)
  }) as TransformerLayer<H, Hidden, G, N, B>
}
