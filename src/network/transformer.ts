/** The block that transformers are made of. */
import { pipe } from 'fp-ts/lib/function.js'
import { expectShape } from '../shape/error.js'
import type { Fits } from '../shape/fits.js'
import { checkOptions } from '../shape/options.js'
import type { DType, Float, Shape } from '../shape/shape.js'
import { checkCount } from '../tensor/argument.js'
import { gelu } from './activation.js'
import {
  attention, attentionKinds, attentionShape, type Attention, type AttentionOptions, type AttentionParams, type Width,
} from './attention.js'
import { residual } from './combine.js'
import { dense, type DenseParams } from './dense.js'
import { dropout as dropoutOf } from './dropout.js'
import { named } from './layer.js'
import { expectNetwork, input, network, type AnyNetwork, type Network } from './network.js'
import { layerNorm, type LayerNormParams } from './normalization.js'

/** The parameters of `transformerBlock`: those of its two residual blocks. */
export type TransformerParams<W extends number, Hidden extends number, D extends Float = 'f32'> = readonly [
  readonly [LayerNormParams<W, D>, AttentionParams<W, D>],
  readonly [LayerNormParams<W, D>, DenseParams<W, Hidden, D>, DenseParams<Hidden, W, D>],
]

/** Sequences whose sizes run time knows. */
type Steps = readonly [number, number]
type Untold = Network<readonly unknown[], Shape, Steps>

/** How a transformer block is built. */
export interface TransformerOptions<H extends number, Hidden extends number> extends AttentionOptions<H> {
  /** The width between the two dense layers, usually four times that of the sequence. */
  readonly hidden: Hidden
  /** What of each residual block is dropped in training; nothing by default. */
  readonly dropout?: number
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
) => <P extends readonly unknown[], I extends Shape, O extends Shape, D extends Float, X extends DType>(
  net: Network<P, I, O, D, X> & Fits<Attention<O, H>>,
): Network<readonly [...P, ...TransformerParams<Width<O>, Hidden, D>], I, O, D, X> => {
  expectNetwork('transformerBlock', net)
  const { hidden, dropout = 0, ...options } = checkOptions<TransformerOptions<H, Hidden>>(
    'transformerBlock', given, { ...attentionKinds, hidden: true, dropout: true })
  checkCount('transformerBlock', 'hidden', hidden)
  checkCount('transformerBlock', 'heads', options.heads)
  const shape = expectShape('transformerBlock', 'network', attentionShape(net.output, options.heads)) as Steps
  const start = input(shape, net.dtype as 'f32')
  const dropped = dropoutOf(dropout)
  const looking = pipe(start, layerNorm(), attention(options as AttentionOptions<number>))
  const thinking = pipe(start, layerNorm(), dense(hidden as number), gelu, dense(shape[1]))
  const [first, second] = dropout === 0 ? [looking, thinking] : [dropped(looking), dropped(thinking)]
  const grow = named('transformer', (it: Untold) => pipe(it, residual(first), residual(second)))
  const grown = grow(net as AnyNetwork as Untold)
  return network(grown.input, grown.output, grown.dtype, grown.layers, grown.inputDtype)
}
