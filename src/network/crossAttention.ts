/** Attention to another sequence: what an encoder made is there for every layer of a decoder. */
import { foldIn, type Key } from '../random/key.js'
import { expectShape } from '../shape/error.js'
import type { Fits } from '../shape/fits.js'
import { aFunction, check, checkOptions } from '../shape/options.js'
import type { DType, Float, Shape } from '../shape/shape.js'
import { shapeText, type ShapeText } from '../shape/text.js'
import {
  attentionShape, checkHeads, crossKinds, looking, type Attention, type AttentionParams, type CrossAttentionOptions,
  type KeyValueWidth, type Projections, type Sizes, type Width,
} from './attention.js'
import type { Bias, Has } from './bias.js'
import type { Initializer } from './initializer.js'
import { expectStart, expectTensors, layerOf, type Layer } from './layer.js'
import { aNetwork, append, contextOf, names, operationsOf, type Network, type TensorLayer, type TensorNetwork } from './network.js'
import type { FloatIn, LayerRule, ShapeIn, Starts } from './rule.js'
import { checkSource, sourceIn, type Source } from './source.js'

/** A network with parameters that the compiler does not follow. */
interface Block extends TensorNetwork {
  readonly init: (key: Key) => unknown
  readonly apply: TensorLayer['apply']
}

/** What `encoderDecoder` does to types. */
export interface EncoderDecoderRule<
  Q, M extends Shape, R, T extends Shape, N extends Shape, D extends Float, Y extends DType,
> extends LayerRule {
  readonly name: 'encoderDecoder'
  readonly out:
    Starts<'encoderDecoder', M, this['in']> extends infer S extends string ? S
    : Starts<'encoderDecoder', T, this['in']> extends infer S extends string ? S : N
  readonly params: readonly [readonly [encoder: Q, decoder: R]]
  readonly takes: Y
  readonly gives: D
}

/**
 * An encoder and a decoder on the same examples: the decoder gives the outputs, and its `crossAttention` looks at those of the
 * encoder, which is run once. Examples hold what both need, and each takes its part. The parameters of both are one entry of
 * the tuple, a pair. I. Sutskever et al., "Sequence to sequence learning" (2014); A. Vaswani et al. (2017), fig. 1.
 *
 * @example
 * // 6 tokens to translate, then 4 of the translation; none of the 6 that is 0 is looked at.
 * const words = input([10], 'i32')
 * const encoder = pipe(words, slice([[0, 6]]), embedding(50, 16), transformerBlock({ heads: 2, hidden: 32 }))
 * const step = input([4, 16])
 * pipe(words, encoderDecoder(encoder, (source) => pipe(
 *   words, slice([[6, 10]]), embedding(60, 16),
 *   residual(pipe(step, layerNorm(), attention({ heads: 2, causal: true }))),
 *   residual(pipe(step, layerNorm(), crossAttention(source, { heads: 2, mask: padding(0, [0, 6]) }))),
 *   residual(pipe(step, layerNorm(), dense(32), gelu, dense(16))),
 *   layerNorm(), dense(60),
 * ))) // [4, 60]
 *
 * @example
 * // Without attention: the decoder's state begins with the last one of the encoder.
 * const words = input([10], 'i32')
 * const mask = padding(0, [0, 6])
 * const encoder = pipe(words, slice([[0, 6]]), embedding(50, 16), recurrent(lstm(32), { returns: 'state', mask }))
 * pipe(words, encoderDecoder(encoder, (source) => pipe(
 *   words, slice([[6, 10]]), embedding(60, 16), recurrent(lstm(32), { initialState: source }), dense(60),
 * ))) // [4, 60]
 */
export const encoderDecoder = <
  Q, M extends Shape, S extends Shape, D extends Float, Y extends DType, R, T extends Shape, N extends Shape,
>(
  encoder: Network<Q, M, S, D, Y>, decoder: (source: Source<S, D>) => Network<R, T, N, D, Y>,
): Layer<EncoderDecoderRule<Q, M, R, T, N, D, Y>> => {
  check('encoderDecoder', { encoder, decoder }, { encoder: aNetwork, decoder: aFunction })
  const source: Source<S, D> = { shape: encoder.output, dtype: encoder.dtype }
  const [first, second] = [encoder, decoder(source)] as unknown as readonly [Block, Block]
  const blocks = [first, second]
  const both: TensorLayer['apply'] = (params, context) => (x) => {
    const [p, q] = params as readonly [readonly unknown[], readonly unknown[]]
    const made = first.apply(p, contextOf(context, 0))(x)
    const sources = new Map([...context.sources ?? [], [source, made] as const])
    return second.apply(q, contextOf({ ...context, sources }, 1))(x)
  }
  return layerOf('encoderDecoder', (net) => {
    for (const block of blocks) {
      expectStart('encoderDecoder', block, net)
      expectTensors('encoderDecoder', block)
    }
    return append(net, {
      name: `encoderDecoder(${blocks.map(names).join(' | ')})`,
      input: net.output,
      output: second.output,
      init: (key) => blocks.map((block, i) => block.init(foldIn(key, i))),
      apply: both,
      operations: operationsOf(first) + operationsOf(second),
    }, second.dtype)
  })
}

/** What may be looked at: a sequence. */
export type Sequence<S extends Shape> =
  S extends readonly [number, number] ? S
  : number extends S['length'] ? S : `crossAttention needs a source [time, width], received ${ShapeText<S>}`

/** What `crossAttention` does to types. */
export interface CrossAttentionRule<S extends Shape, H extends number, G extends number | undefined = undefined>
  extends LayerRule {
  readonly name: 'crossAttention'
  readonly out: Attention<ShapeIn<this['in']>, H, G>
  readonly params: readonly [AttentionParams<
    Width<this['in']>, FloatIn<this['dtype']>, Width<S>, KeyValueWidth<Width<this['in']>, H, G>
  >]
}

/** What `crossAttention` does to types where there are no biases, or only run time knows. */
export interface CrossAttentionWeightsRule<
  S extends Shape, H extends number, G extends number | undefined, Biased extends boolean,
> extends LayerRule {
  readonly name: 'crossAttention'
  readonly out: Attention<ShapeIn<this['in']>, H, G>
  readonly params: readonly [Projections<
    Biased, Width<this['in']>, FloatIn<this['dtype']>, Width<S>, KeyValueWidth<Width<this['in']>, H, G>
  >]
}

/** The layer that `crossAttention` is with this bias. */
export type CrossAttentionLayer<S extends Shape, H extends number, G extends number | undefined, B> =
  [false] extends [B] ? Layer<CrossAttentionWeightsRule<S, H, G, Has<B>>> : Layer<CrossAttentionRule<S, H, G>>

/**
 * Multi-head attention of a sequence [time, width] to the outputs of an encoder, [steps, width'], as `attention` of a sequence
 * to itself: queries are of the sequence, keys and values of the encoder's outputs. `mask` says which of those may be seen. Only
 * in the decoder of `encoderDecoder` is there a source. A. Vaswani et al. (2017), sec. 3.2.3.
 *
 * @example
 * const halves = input([8, 16])
 * pipe(halves, encoderDecoder(pipe(halves, slice([[0, 5]]), dense(24)), (source) => pipe(
 *   halves, slice([[5, 8]]), crossAttention(source, { heads: 2 }),
 * ))) // [3, 16]
 */
export const crossAttention = <
  S extends Shape, D extends Float, const H extends number, const G extends number | undefined = undefined,
  const B extends Bias = Initializer,
>(
  source: Fits<Sequence<S>> & Source<S, D>, options: CrossAttentionOptions<H, G, B>,
): CrossAttentionLayer<S, H, G, B> => {
  const operation = 'crossAttention'
  checkOptions<CrossAttentionOptions<H, G, B>>(operation, options, crossKinds)
  checkHeads(operation, options)
  const { shape } = checkSource(operation, 'source', source)
  const from = shape.length === 2 ? shape : `${operation} needs a source [time, width], received ${shapeText(shape)}`
  expectShape(operation, 'source', from, shape)
  return layerOf(operation, (net) => {
    const output = expectShape(operation, 'network', attentionShape(net.output, options), net.output)
    return append(net, {
      name: operation,
      input: output,
      output,
      ...looking({
        operation,
        sizes: output as Sizes,
        from: shape as Shape as Sizes,
        source: (_, context) => sourceIn(operation, 'source', source, context),
      }, options),
    })
  }) as CrossAttentionLayer<S, H, G, B>
}
