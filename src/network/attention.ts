/** Attention: every step of a sequence looks at the others. */
import { tanh } from '../program/elementary/functions.js'
import { div, eq, le, like, mul, select, type Scalar } from '../program/scalar.js'
import { foldIn } from '../random/key.js'
import { remainder, type FloorDivide, type Multiply, type Remainder } from '../shape/arithmetic.js'
import { expectShape } from '../shape/error.js'
import { aBoolean, aFunction, checkOptions, type Kind } from '../shape/options.js'
import type { Float, Shape } from '../shape/shape.js'
import { shapeText, type ShapeText } from '../shape/text.js'
import { checkCount } from '../tensor/argument.js'
import { softmax } from '../tensor/softmax.js'
import type { AnyTensor } from '../tensor/tensor.js'
import * as raw from '../tensor/untyped.js'
import { aBias, biasAmong, type Bias, type Has } from './bias.js'
import { weightedSum, type DenseParams, type DenseWeights } from './dense.js'
import { dropping } from './dropout.js'
import { glorotUniform, zeros, type Initializer } from './initializer.js'
import { maskFor, type Mask } from './mask.js'
import { layerOf, type Layer } from './layer.js'
import { append, type Context, type TensorLayer } from './network.js'
import type { FloatIn, LayerRule, ShapeIn } from './rule.js'
import { rotation } from './position.js'

/**
 * The parameters of `attention`: four projections. Of `crossAttention` those to keys and values are of the source's width; where
 * heads share keys and values, these are as wide as their heads together.
 */
export interface AttentionParams<
  Width extends number, D extends Float = 'f32', Source extends number = Width, KeyValue extends number = Width,
> {
  readonly query: DenseParams<Width, Width, D>
  readonly key: DenseParams<Source, KeyValue, D>
  readonly value: DenseParams<Source, KeyValue, D>
  readonly output: DenseParams<Width, Width, D>
}

/** The parameters of `attention` without biases. */
export interface AttentionWeights<
  Width extends number, D extends Float = 'f32', Source extends number = Width, KeyValue extends number = Width,
> {
  readonly query: DenseWeights<Width, Width, D>
  readonly key: DenseWeights<Source, KeyValue, D>
  readonly value: DenseWeights<Source, KeyValue, D>
  readonly output: DenseWeights<Width, Width, D>
}

/** The parameters with biases or without; either where only run time knows. */
export type Projections<
  Biased extends boolean, Width extends number, D extends Float, Source extends number, KeyValue extends number,
> = Biased extends true ? AttentionParams<Width, D, Source, KeyValue> : AttentionWeights<Width, D, Source, KeyValue>

/** How a sequence attends to another. */
export interface CrossAttentionOptions<
  H extends number, G extends number | undefined = undefined, B extends Bias = Initializer,
> {
  /** As many parts of the width look at the sequence side by side; they divide it. */
  readonly heads: H
  /**
   * As many heads have the keys and values, by default all; they divide the heads, which share them in groups of neighbours. J.
   * Ainslie et al., "GQA" (2023); with one it is the multi-query attention of N. Shazeer (2019).
   */
  readonly keyValueHeads?: G
  /** The bound c of scores, above 0: they are c·tanh(s / c), in (-c, c). Gemma Team, "Gemma 2" (2024), sec. 2; none by default. */
  readonly softcap?: number
  /** The steps that may be seen: `padding(0)`. */
  readonly mask?: Mask
  /** What of each step's weights, after the softmax, is dropped in training; nothing by default. */
  readonly attentionDropout?: number
  /** Glorot's uniform weights by default. */
  readonly weights?: Initializer
  /** Zeros by default; `false` for none. */
  readonly bias?: B
}

/** How a sequence attends to itself. */
export interface AttentionOptions<H extends number, G extends number | undefined = undefined, B extends Bias = Initializer>
  extends CrossAttentionOptions<H, G, B> {
  /** Whether a step sees only itself and what came before; by default it sees all. */
  readonly causal?: boolean
  /** Whether queries and keys are turned by their positions. J. Su et al., "RoFormer" (2021); halves make the pairs. */
  readonly rotary?: boolean
}

/** What `attention` gives for outputs `O` of the layer before: the same shape. */
export type Attention<O extends Shape, H extends number, G extends number | undefined = undefined> =
  O extends readonly [number, infer W extends number]
    ? Remainder<W, H> extends infer R
      ? number extends R ? O : R extends 0 ? Grouped<O, H, G> : `attention: ${H} heads do not divide a width of ${W}`
      : never
    : number extends O['length'] ? O : `attention needs [time, width], received ${ShapeText<O>}`

/** Heads that share keys and values. */
type Grouped<O extends Shape, H extends number, G> =
  G extends number
    ? Remainder<H, G> extends infer R
      ? number extends R ? O : R extends 0 ? O : `attention: ${G} heads of keys and values do not divide ${H} heads`
      : never
    : O

/** The twin of `Attention`. */
export const attentionShape = (shape: Shape, { heads, keyValueHeads: groups = heads }: Heads): Shape | string => {
  const [, width] = shape
  if (shape.length !== 2 || width === undefined) return `attention needs [time, width], received ${shapeText(shape)}`
  if (remainder(width, heads) !== 0) return `attention: ${heads} heads do not divide a width of ${width}`
  return remainder(heads, groups) === 0 ? shape : `attention: ${groups} heads of keys and values do not divide ${heads} heads`
}

/** The width of outputs [time, width]. */
export type Width<O> = O extends readonly [number, infer W extends number] ? W : number

/** The width of keys and values. */
export type KeyValueWidth<W extends number, H extends number, G> = G extends number ? Multiply<FloorDivide<W, H>, G> : W

/** So little that its exponential is 0 beside any other's; where nothing may be seen, all is seen alike, and nothing is NaN. */
const unseen = -1e30

const seen = raw.elementwise((s, mask) => select(mask, s, like(s, unseen)))

const placed = raw.elementwise((all, row, at, position) => select(eq(at, position), row, all))

/** Rows [batch, heads, time, size] with another one, [batch, heads, 1, size], in its place. */
const withRow = (rows: AnyTensor, row: AnyTensor, position: AnyTensor): AnyTensor =>
  placed(rows, raw.broadcast(row, rows.shape), raw.iota(rows.shape, 2), raw.broadcast(position, rows.shape))

const aCap: Kind = { expected: 'a finite number above 0', holds: (x) => Number.isFinite(x) && x > 0 }
export const crossKinds = {
  heads: true, keyValueHeads: true, softcap: aCap, mask: aFunction, attentionDropout: true, weights: aFunction,
  bias: aBias,
} as const
export const attentionKinds = { ...crossKinds, causal: aBoolean, rotary: aBoolean }

/** How many heads there are. */
type Heads = Pick<AttentionOptions<number, number | undefined>, 'heads' | 'keyValueHeads'>

export const checkHeads = (operation: string, { heads, keyValueHeads }: Heads): void => {
  checkCount(operation, 'heads', heads)
  if (keyValueHeads !== undefined) checkCount(operation, 'keyValueHeads', keyValueHeads)
}

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
  {
    heads, keyValueHeads: groups = heads, softcap, mask, attentionDropout = 0, weights = glorotUniform, bias = zeros,
    causal = false, rotary = false,
  }: AttentionOptions<number, number | undefined, Bias>,
): Pick<TensorLayer, 'init' | 'apply' | 'operations' | 'stepwise'> => {
  const weighted = weightedSum(bias)
  const size = width / heads
  const narrow = groups * size
  const scale = 1 / Math.sqrt(size)
  const score = (s: Scalar): Scalar => {
    const scaled = mul(s, like(s, scale))
    return softcap === undefined ? scaled : mul(tanh(div(scaled, like(s, softcap))), like(s, softcap))
  }
  const scored = raw.elementwise(score)
  const past = raw.elementwise((s, row, column) => select(le(column, row), score(s), like(s, unseen)))
  const turn = rotary ? rotation(operation, time, size) : (x: AnyTensor) => x
  const drop = dropping(operation, 'attentionDropout', attentionDropout)
  return {
    init: (key, dtype) => Object.fromEntries(names.map((name, i) => {
      const [inputs, outputs] = i === 1 || i === 2 ? [depth, narrow] : [width, width]
      return [name, {
        weights: weights(foldIn(foldIn(key, i), 0), [inputs, outputs], dtype),
        ...biasAmong(bias, foldIn(key, i), 1, outputs, dtype),
      }]
    })),
    apply: (params, context) => {
      const own = params as AttentionParams<number, Float>
      return (x) => {
        // One of a sequence that comes step by step, else all.
        const [batch, length] = x.shape as readonly [number, number, number]
        const { decoding } = context
        const other = source(x, context)
        const counted = maskFor(operation, mask, context, other)
        /** [batch, heads, length, size] */
        const split = (name: typeof names[number], of: AnyTensor, into: number): AnyTensor =>
          raw.permute(raw.reshape(weighted(own[name], of), [batch, of.shape[1] as number, into, size]), [0, 2, 1, 3])
        const q = turn(split('query', x, heads), context)
        const [key, value] = [turn(split('key', other, groups), context), split('value', other, groups)]
        const [k, v] = decoding === undefined ? [key, value] : decoding.carry(
          () => Array.from({ length: 2 }, () => raw.full([batch, groups, steps, size], 0, x.dtype)),
          (kept) => {
            const next = [key, value].map((row, i) => withRow(kept[i] as AnyTensor, row, decoding.position)) as [AnyTensor, AnyTensor]
            return [next, next]
          })
        // Heads that share keys and values stand below each other, as if they were one with more rows.
        const shared = (rows: AnyTensor, columns: number): AnyTensor =>
          raw.reshape(rows, [batch, groups, heads / groups * length, columns])
        const parted = (rows: AnyTensor, columns: number): AnyTensor => raw.reshape(rows, [batch, heads, length, columns])
        const products = parted(raw.contract(shared(q, size), k, false, true), steps)
        const { shape } = products
        const row = decoding === undefined ? raw.iota(shape, 2) : raw.broadcast(decoding.position, shape)
        const scores = causal ? past(products, row, raw.iota(shape, 3)) : scored(products)
        const allowed = counted === undefined ? scores : seen(scores, raw.expand(counted, [1, 2], shape))
        const mixed = parted(raw.contract(shared(drop(context, softmax(allowed)), steps), v), size)
        return weighted(own.output, raw.reshape(raw.permute(mixed, [0, 2, 1, 3]), [batch, length, width]))
      }
    },
    operations: 4 * (width * (width + steps) * time + depth * narrow * steps),
    ...(causal && mask === undefined ? { stepwise: true } : {}),
  }
}

/** What `attention` does to types. */
export interface AttentionRule<H extends number, G extends number | undefined = undefined> extends LayerRule {
  readonly name: 'attention'
  readonly out: Attention<ShapeIn<this['in']>, H, G>
  readonly params: readonly [AttentionParams<
    Width<this['in']>, FloatIn<this['dtype']>, Width<this['in']>, KeyValueWidth<Width<this['in']>, H, G>
  >]
}

/** What `attention` does to types where there are no biases, or only run time knows. */
export interface AttentionWeightsRule<H extends number, G extends number | undefined, Biased extends boolean> extends LayerRule {
  readonly name: 'attention'
  readonly out: Attention<ShapeIn<this['in']>, H, G>
  readonly params: readonly [Projections<
    Biased, Width<this['in']>, FloatIn<this['dtype']>, Width<this['in']>, KeyValueWidth<Width<this['in']>, H, G>
  >]
}

/** The layer that `attention` is with this bias. */
export type AttentionLayer<H extends number, G extends number | undefined, B> =
  [false] extends [B] ? Layer<AttentionWeightsRule<H, G, Has<B>>> : Layer<AttentionRule<H, G>>

/**
 * Multi-head attention of a sequence [time, width] to itself: for each head softmax(Q·Kᵀ / √d)·V, where Q, K and V are
 * projections of the sequence and d is the width of a head; then one more projection of all heads together. A. Vaswani et al.,
 * "Attention is all you need" (2017), sec. 3.2. With `bias: false` all four projections are without a bias.
 *
 * @example
 * pipe(input([128, 64]), attention({ heads: 4, causal: true })) // [128, 64]
 *
 * @example
 * // 8 heads of 8, in pairs that share keys and values, which are 32 wide.
 * const grouped = pipe(input([128, 64]), attention({ heads: 8, keyValueHeads: 4, softcap: 50 }))
 * grouped.init(random.key(0))[0].key.weights.shape // [64, 32]
 *
 * @example
 * const bare = pipe(input([128, 64]), attention({ heads: 4, bias: false }))
 * Object.keys(bare.init(random.key(0))[0].query) // ['weights']
 */
export const attention = <
  const H extends number, const G extends number | undefined = undefined, const B extends Bias = Initializer,
>(
  options: AttentionOptions<H, G, B>,
): AttentionLayer<H, G, B> => {
  checkOptions<AttentionOptions<H, G, B>>('attention', options, attentionKinds)
  checkHeads('attention', options)
  return layerOf('attention', (net) => {
    const output = expectShape('attention', 'network', attentionShape(net.output, options), net.output)
    const sizes = output as Sizes
    return append(net, {
      name: 'attention',
      input: output,
      output,
      ...looking({ operation: 'attention', sizes, from: sizes, source: (x) => x }, options),
    })
  }) as AttentionLayer<H, G, B>
}
