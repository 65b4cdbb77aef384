/** Attention: every step of a sequence looks at the others. */
import { le, like, mul, select } from '../program/scalar.js'
import { count } from '../program/program.js'
import { foldIn } from '../random/key.js'
import { remainder, type Remainder } from '../shape/arithmetic.js'
import { expectShape } from '../shape/error.js'
import type { Fits } from '../shape/fits.js'
import type { DType, Float, Shape } from '../shape/shape.js'
import { shapeText, type ShapeText } from '../shape/text.js'
import { checkCount } from '../tensor/argument.js'
import { softmax } from '../tensor/softmax.js'
import type { AnyTensor } from '../tensor/tensor.js'
import * as raw from '../tensor/untyped.js'
import { weighted, type DenseParams } from './dense.js'
import { glorotUniform, zeros, type Initializer } from './initializer.js'
import { maskFor, type Mask } from './mask.js'
import { append, type Network } from './network.js'
import { rotation } from './position.js'

/** The parameters of `attention`: four projections. */
export interface AttentionParams<Width extends number, D extends Float = 'f32'> {
  readonly query: DenseParams<Width, Width, D>
  readonly key: DenseParams<Width, Width, D>
  readonly value: DenseParams<Width, Width, D>
  readonly output: DenseParams<Width, Width, D>
}

/** How a sequence attends to itself. */
export interface AttentionOptions<H extends number> {
  /** As many parts of the width look at the sequence side by side; they divide it. */
  readonly heads: H
  /** Whether a step sees only itself and what came before; by default it sees all. */
  readonly causal?: boolean
  /** The steps that may be seen: `padding(0)`. */
  readonly mask?: Mask
  /** Whether queries and keys are turned by their positions. J. Su et al., "RoFormer" (2021); halves make the pairs. */
  readonly rotary?: boolean
  /** Glorot's uniform weights by default. */
  readonly weights?: Initializer
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
export type Width<O extends Shape> = O extends readonly [number, infer W extends number] ? W : number

/** So little that its exponential is 0 beside any other's; where nothing may be seen, all is seen alike, and nothing is NaN. */
const unseen = -1e30

const seen = raw.elementwise((s, mask) => select(mask, s, like(s, unseen)))

const names = ['query', 'key', 'value', 'output'] as const

/**
 * Multi-head attention of a sequence [time, width] to itself: for each head softmax(Q·Kᵀ / √d)·V, where Q, K and V are
 * projections of the sequence and d is the width of a head; then one more projection of all heads together. A. Vaswani et al.,
 * "Attention is all you need" (2017), sec. 3.2.
 *
 * @example
 * pipe(input([128, 64]), attention({ heads: 4, causal: true })) // [128, 64]
 */
export const attention = <const H extends number>(
  { heads, causal = false, mask, rotary = false, weights = glorotUniform }: AttentionOptions<H>,
) => {
  checkCount('attention', 'heads', heads)
  return <P extends readonly unknown[], I extends Shape, O extends Shape, D extends Float, X extends DType>(
    net: Network<P, I, O, D, X> & Fits<Attention<O, H>>,
  ): Network<readonly [...P, AttentionParams<Width<O>, D>], I, O, D, X> => {
    const output = expectShape('attention', 'network', attentionShape(net.output, heads), net.output)
    const [time, width] = output as readonly [number, number]
    const size = width / heads
    const scale = 1 / Math.sqrt(size)
    const scaled = raw.elementwise((s) => mul(s, like(s, scale)))
    const past = raw.elementwise((s, row, column) => select(le(column, row), mul(s, like(s, scale)), like(s, unseen)))
    const turn = rotary ? rotation('attention', time, size) : (x: AnyTensor) => x
    return append(net, {
      name: 'attention',
      input: output,
      output,
      init: (key, dtype) => Object.fromEntries(names.map((name, i) => [name, {
        weights: weights(foldIn(foldIn(key, i), 0), [width, width], dtype),
        bias: zeros(foldIn(foldIn(key, i), 1), [width], dtype),
      }])),
      apply: (params, context) => {
        const own = params as AttentionParams<number, Float>
        const project = (name: typeof names[number], x: AnyTensor): AnyTensor => weighted(own[name], x)
        return (x) => {
          const [batch] = x.shape as Shape
          const steps = maskFor('attention', mask, context, x)
          /** [batch, heads, time, size] */
          const split = (name: typeof names[number]): AnyTensor =>
            raw.permute(raw.reshape(project(name, x), [batch!, time, heads, size]), [0, 2, 1, 3])
          const [q, k, v] = [turn(split('query')), turn(split('key')), split('value')]
          const products = raw.contract(q, k, false, true)
          const { shape } = products
          const scores = causal ? past(products, raw.iota(shape, 2), raw.iota(shape, 3)) : scaled(products)
          const allowed = steps === undefined ? scores : seen(scores, raw.expand(steps, [1, 2], shape))
          const mixed = raw.contract(softmax(allowed), v)
          return project('output', raw.reshape(raw.permute(mixed, [0, 2, 1, 3]), [batch!, time, width]))
        }
      },
      operations: 8 * width * count(output) + 4 * time * count(output),
    })
  }
}
