/** Attention: every step of a sequence looks at the others. */
import { le, like, mul, select } from '../program/scalar.js'
import { foldIn } from '../random/key.js'
import { remainder, type Remainder } from '../shape/arithmetic.js'
import { expectShape } from '../shape/error.js'
import { aBoolean, aFunction, checkOptions } from '../shape/options.js'
import type { Float, Shape } from '../shape/shape.js'
import { shapeText, type ShapeText } from '../shape/text.js'
import { checkCount } from '../tensor/argument.js'
import { softmax } from '../tensor/softmax.js'
import type { AnyTensor } from '../tensor/tensor.js'
import * as raw from '../tensor/untyped.js'
import { weighted, type DenseParams } from './dense.js'
import { dropping } from './dropout.js'
import { glorotUniform, zeros, type Initializer } from './initializer.js'
import { maskFor, type Mask } from './mask.js'
import { layerOf, type Layer } from './layer.js'
import { append, type Context, type TensorLayer } from './network.js'
import type { FloatIn, LayerRule, ShapeIn } from './rule.js'
import { rotation } from './position.js'

/** The parameters of `attention`: four projections; of `crossAttention` two of them are of the source's width. */
export interface AttentionParams<Width extends number, D extends Float = 'f32', Source extends number = Width> {
  readonly query: DenseParams<Width, Width, D>
  readonly key: DenseParams<Source, Width, D>
  readonly value: DenseParams<Source, Width, D>
  readonly output: DenseParams<Width, Width, D>
}

/** How a sequence attends to another. */
export interface CrossAttentionOptions<H extends number> {
  /** As many parts of the width look at the sequence side by side; they divide it. */
  readonly heads: H
  /** The steps that may be seen: `padding(0)`. */
  readonly mask?: Mask
  /** What of each step's weights, after the softmax, is dropped in training; nothing by default. */
  readonly attentionDropout?: number
  /** Glorot's uniform weights by default. */
  readonly weights?: Initializer
}

/** How a sequence attends to itself. */
export interface AttentionOptions<H extends number> extends CrossAttentionOptions<H> {
  /** Whether a step sees only itself and what came before; by default it sees all. */
  readonly causal?: boolean
  /** Whether queries and keys are turned by their positions. J. Su et al., "RoFormer" (2021); halves make the pairs. */
  readonly rotary?: boolean
}

/** What `attention` gives for outputs `O` of the layer before: the same shape. */
export type Attention<O extends Shape, H extends number> =
  O extends readonly [number, infer W extends number]
    ? Remainder<W, H> extends infer R
      ? number extends R ? O : R extends 0 ? O : `attention: ${H} heads do not divide a width of ${W}`
      : never
    : number extends O['length'] ? O : `attention needs [time, width], received ${ShapeText<O>}`

/** The twin of `Attention`. */
export const attentionShape = (shape: Shape, heads: number): Shape | string => {
  const [, width] = shape
  if (shape.length !== 2 || width === undefined) return `attention needs [time, width], received ${shapeText(shape)}`
  return remainder(width, heads) === 0 ? shape : `attention: ${heads} heads do not divide a width of ${width}`
}

/** The width of outputs [time, width]. */
export type Width<O> = O extends readonly [number, infer W extends number] ? W : number

/** So little that its exponential is 0 beside any other's; where nothing may be seen, all is seen alike, and nothing is NaN. */
const unseen = -1e30

const seen = raw.elementwise((s, mask) => select(mask, s, like(s, unseen)))

export const crossKinds = { heads: true, mask: aFunction, attentionDropout: true, weights: aFunction } as const
export const attentionKinds = { ...crossKinds, causal: aBoolean, rotary: aBoolean }

const names = ['query', 'key', 'value', 'output'] as const

/** A sequence [time, width]. */
export type Sizes = readonly [time: number, width: number]

/** What attention is told of its sequences: x [batch, time, width] looks at `source` [batch, steps, from]. */
interface Looking {
  readonly operation: string
  readonly sizes: Sizes
  readonly from: Sizes
  readonly source: (x: AnyTensor, context: Context) => AnyTensor
}

/** Attention to a sequence, its own or another: all of the layer but its place. */
export const looking = (
  { operation, sizes: [time, width], from: [steps, depth], source }: Looking,
  { heads, mask, attentionDropout = 0, weights = glorotUniform, causal = false, rotary = false }: AttentionOptions<number>,
): Pick<TensorLayer, 'init' | 'apply' | 'operations'> => {
  const size = width / heads
  const scale = 1 / Math.sqrt(size)
  const scaled = raw.elementwise((s) => mul(s, like(s, scale)))
  const past = raw.elementwise((s, row, column) => select(le(column, row), mul(s, like(s, scale)), like(s, unseen)))
  const turn = rotary ? rotation(operation, time, size) : (x: AnyTensor) => x
  const drop = dropping(operation, 'attentionDropout', attentionDropout)
  return {
    init: (key, dtype) => Object.fromEntries(names.map((name, i) => [name, {
      weights: weights(foldIn(foldIn(key, i), 0), [i === 1 || i === 2 ? depth : width, width], dtype),
      bias: zeros(foldIn(foldIn(key, i), 1), [width], dtype),
    }])),
    apply: (params, context) => {
      const own = params as AttentionParams<number, Float>
      return (x) => {
        const [batch] = x.shape as Shape
        const other = source(x, context)
        const counted = maskFor(operation, mask, context, other)
        /** [batch, heads, length, size] */
        const split = (name: typeof names[number], of: AnyTensor): AnyTensor =>
          raw.permute(raw.reshape(weighted(own[name], of), [batch!, of.shape[1] as number, heads, size]), [0, 2, 1, 3])
        const [q, k, v] = [turn(split('query', x)), turn(split('key', other)), split('value', other)]
        const products = raw.contract(q, k, false, true)
        const { shape } = products
        const scores = causal ? past(products, raw.iota(shape, 2), raw.iota(shape, 3)) : scaled(products)
        const allowed = counted === undefined ? scores : seen(scores, raw.expand(counted, [1, 2], shape))
        const mixed = raw.contract(drop(context, softmax(allowed)), v)
        return weighted(own.output, raw.reshape(raw.permute(mixed, [0, 2, 1, 3]), [batch!, time, width]))
      }
    },
    operations: 4 * width * (width * time + depth * steps + time * steps),
  }
}

/** What `attention` does to types. */
export interface AttentionRule<H extends number> extends LayerRule {
  readonly name: 'attention'
  readonly out: Attention<ShapeIn<this['in']>, H>
  readonly params: readonly [AttentionParams<Width<this['in']>, FloatIn<this['dtype']>>]
}

/**
 * Multi-head attention of a sequence [time, width] to itself: for each head softmax(Q·Kᵀ / √d)·V, where Q, K and V are
 * projections of the sequence and d is the width of a head; then one more projection of all heads together. A. Vaswani et al.,
 * "Attention is all you need" (2017), sec. 3.2.
 *
 * @example
 * pipe(input([128, 64]), attention({ heads: 4, causal: true })) // [128, 64]
 */
export const attention = <const H extends number>(options: AttentionOptions<H>): Layer<AttentionRule<H>> => {
  checkOptions<AttentionOptions<H>>('attention', options, attentionKinds)
  checkCount('attention', 'heads', options.heads)
  return layerOf('attention', (net) => {
    const output = expectShape('attention', 'network', attentionShape(net.output, options.heads), net.output)
    const sizes = output as Sizes
    return append(net, {
      name: 'attention',
      input: output,
      output,
      ...looking({ operation: 'attention', sizes, from: sizes, source: (x) => x }, options),
    })
  })
}
