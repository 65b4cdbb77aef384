/** The block that transformers are made of. */
import { expectShape } from '../shape/error.js'
import { checkOptions } from '../shape/options.js'
import type { Float } from '../shape/shape.js'
import { checkCount } from '../tensor/argument.js'
import { gelu } from './activation.js'
import {
  attention, attentionKinds, attentionShape, type Attention, type AttentionOptions, type AttentionParams, type Sizes, type Width,
} from './attention.js'
import { residual } from './combine.js'
import { dense, type DenseParams } from './dense.js'
import { dropout as dropoutOf } from './dropout.js'
import { blockAfter, layerOf, type Layer } from './layer.js'
import { labeled } from './named.js'
import { follow, type AnyNetwork } from './network.js'
import { layerNorm, type LayerNormParams } from './normalization.js'
import type { FloatIn, LayerRule, ShapeIn } from './rule.js'
import { sequential } from './sequential.js'

/** The parameters of `transformerBlock`: those of its two residual blocks. */
export type TransformerParams<W extends number, Hidden extends number, D extends Float = 'f32'> = readonly [
  readonly [LayerNormParams<W, D>, AttentionParams<W, D>],
  readonly [LayerNormParams<W, D>, DenseParams<W, Hidden, D>, DenseParams<Hidden, W, D>],
]

/** How a transformer block is built. */
export interface TransformerOptions<H extends number, Hidden extends number> extends AttentionOptions<H> {
  /** The width between the two dense layers, usually four times that of the sequence. */
  readonly hidden: Hidden
  /** What of each residual block is dropped in training; nothing by default. */
  readonly dropout?: number
}

/** What `transformerBlock` does to types. */
export interface TransformerRule<H extends number, Hidden extends number> extends LayerRule {
  readonly name: 'transformerBlock'
  readonly out: Attention<ShapeIn<this['in']>, H>
  readonly params: TransformerParams<Width<this['in']>, Hidden, FloatIn<this['dtype']>>
}

/**
 * A pre-norm transformer block on a sequence [time, width]: x + attention(norm(x)), then x + dense(gelu(dense(norm(x)))).
 * R. Xiong et al., "On layer normalization in the transformer architecture" (2020), fig. 1 b.
 *
 * @example
 * pipe(input([128], 'i32'), embedding(65, 64), positionEmbedding(), transformerBlock({ heads: 4, hidden: 256, causal: true }))
 * // [128, 64]
 */
export const transformerBlock = <const H extends number, const Hidden extends number>(
  given: TransformerOptions<H, Hidden>,
): Layer<TransformerRule<H, Hidden>> => {
  const { hidden, dropout = 0, ...options } = checkOptions<TransformerOptions<H, Hidden>>(
    'transformerBlock', given, { ...attentionKinds, hidden: true, dropout: true })
  checkCount('transformerBlock', 'hidden', hidden)
  checkCount('transformerBlock', 'heads', options.heads)
  const dropped = dropoutOf(dropout)
  const parts = dropout === 0 ? [] : [dropped]
  return layerOf('transformerBlock', (net) => {
    const [, width] = expectShape('transformerBlock', 'network', attentionShape(net.output, options.heads)) as Sizes
    const looking = sequential(layerNorm(), attention(options as AttentionOptions<number>), ...parts)
    const thinking = sequential(layerNorm(), dense(hidden), gelu, dense(width), ...parts)
    const { layers } = blockAfter('transformerBlock', sequential(residual(looking), residual(thinking)), net)
    return follow<AnyNetwork>(net, labeled('transformer', layers), net.output, net.dtype)
  })
}
