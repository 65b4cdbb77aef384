/**
 * Where a step stands in its sequence. The angle of pair i of n at position p is p / 10000^(i/n), computed in f64 by the
 * package's own functions, and each sine and cosine is rounded to the network's element type once.
 */
import { cache } from '../program/cache.js'
import { cos, exp, sin } from '../program/elementary/functions.js'
import { count } from '../program/program.js'
import { add, constant, convert, mul, neg, type Scalar } from '../program/scalar.js'
import { expectShape } from '../shape/error.js'
import { aFunction, checkOptions } from '../shape/options.js'
import type { Float, Shape } from '../shape/shape.js'
import { shapeText, type ShapeText } from '../shape/text.js'
import { plus } from '../tensor/arithmetic.js'
import type { AnyTensor, Tensor } from '../tensor/tensor.js'
import * as raw from '../tensor/untyped.js'
import { normal, type Initializer } from './initializer.js'
import { layerOf, type Layer } from './layer.js'
import { append, type Context } from './network.js'
import type { FloatIn, LayerRule, ShapeIn } from './rule.js'

/** ln 10000. */
const wavelengths = 9.210340371976184

/** `f` of the angles of as many pairs as there are in a width, [time, pairs]. */
const waves = (f: (angle: Scalar) => Scalar, time: number, width: number, dtype: Float): AnyTensor => {
  const shape = [time, Math.ceil(width / 2)]
  return raw.elementwise((p, i) => {
    const rate = exp(mul(convert(i, 'f64'), constant('f64', (-2 * wavelengths) / width)))
    return convert(f(mul(convert(p, 'f64'), rate)), dtype)
  })(raw.iota(shape, 0), raw.iota(shape, 1))
}

/** Rows of a table of positions: all, or that of the step that is decoded, [1, ...]. */
const rowsOf = (table: AnyTensor, { decoding }: Context): AnyTensor =>
  (decoding === undefined ? table : raw.gather(table, raw.reshape(decoding.position, [1])))

/** Made when first asked for, for each element type. */
const perType = (make: (dtype: Float) => AnyTensor) => {
  const made = cache<AnyTensor>(2)
  return (dtype: Float): AnyTensor => made(dtype, () => make(dtype))
}

type Sequence<Name extends string, O extends Shape> =
  O extends readonly [] ? `${Name} needs [time, ...], received []` : O
const sequence = (name: string, shape: Shape): Shape | string =>
  (shape.length === 0 ? `${name} needs [time, ...], received []` : shape)

/** The parameters of `positionEmbedding`: what is added to an example. */
export interface PositionParams<O extends Shape, D extends Float = 'f32'> {
  readonly table: Tensor<O, D>
}

/** What `positionEmbedding` does to types. */
export interface PositionRule extends LayerRule {
  readonly name: 'positionEmbedding'
  readonly out: Sequence<'positionEmbedding', ShapeIn<this['in']>>
  readonly params: readonly [PositionParams<ShapeIn<this['in']>, FloatIn<this['dtype']>>]
}

/**
 * A learned vector for each position, added: x [time, width] + table [time, width].
 *
 * @example
 * pipe(input([128], 'i32'), embedding(65, 32), positionEmbedding()) // [128, 32]
 */
export const positionEmbedding = (options: { readonly table?: Initializer } = {}): Layer<PositionRule> => {
  const { table: initial = normal({ deviation: 0.02 }) } =
    checkOptions<typeof options>('positionEmbedding', options, { table: aFunction })
  return layerOf('positionEmbedding', (net) => {
    const output = expectShape('positionEmbedding', 'network', sequence('positionEmbedding', net.output), net.output)
    return append(net, {
      name: 'positionEmbedding',
      input: output,
      output,
      init: (key, dtype) => ({ table: initial(key, output, dtype) }),
      apply: (params, context) => (x) => plus(x, rowsOf((params as PositionParams<Shape, Float>).table, context)),
      operations: count(output),
      stepwise: true,
    })
  })
}

type Pairs<O extends Shape> =
  O extends readonly [number, number] ? O
  : number extends O['length'] ? O : `sinusoidalPositions needs [time, width], received ${ShapeText<O>}`
const pairs = (shape: Shape): Shape | string =>
  (shape.length === 2 ? shape : `sinusoidalPositions needs [time, width], received ${shapeText(shape)}`)

/** What `sinusoidalPositions` does to types. */
export interface SinusoidalRule extends LayerRule {
  readonly name: 'sinusoidalPositions'
  readonly out: Pairs<ShapeIn<this['in']>>
}

/**
 * Sines and cosines of the position added to x [time, width]: sin(p / 10000^(2i/width)) at 2i, the cosine of it at 2i + 1.
 * A. Vaswani et al., "Attention is all you need" (2017), sec. 3.5.
 *
 * @example
 * pipe(input([128], 'i32'), embedding(65, 32), sinusoidalPositions) // [128, 32]
 */
export const sinusoidalPositions: Layer<SinusoidalRule> = layerOf('sinusoidalPositions', (net) => {
  const output = expectShape('sinusoidalPositions', 'network', pairs(net.output), net.output)
  const [time, width] = output as readonly [number, number]
  const table = perType((dtype) => {
    const [sines, cosines] = [sin, cos].map((f) => raw.reshape(waves(f, time, width, dtype), [time, Math.ceil(width / 2), 1]))
    const turns = raw.reshape(raw.concatenate([sines!, cosines!], 2), [time, 2 * Math.ceil(width / 2)])
    // With an odd width the last sine stands without its cosine.
    return raw.slice(turns, [0, 0], [time, width])
  })
  return append(net, {
    name: 'sinusoidalPositions',
    input: output,
    output,
    apply: (_, context) => (x) => plus(x, rowsOf(table(x.dtype), context)),
    operations: count(output),
    stepwise: true,
  })
})

const turned = raw.elementwise((x, other, c, s) => add(mul(x, c), mul(other, s)))

/**
 * Turns vectors [..., time, size] by their positions: element i and i + size/2 are a pair, which becomes
 * (a·cos - b·sin, b·cos + a·sin).
 */
export const rotation = (operation: string, time: number, size: number): ((x: AnyTensor, context: Context) => AnyTensor) => {
  const half = size / 2
  const message = `${operation}: rotary needs heads of an even width, received ${size}`
  expectShape(operation, 'rotary', size % 2 === 0 ? [size] : message)
  const twice = (f: (angle: Scalar) => Scalar, g = f) => perType((dtype) =>
    raw.concatenate([waves(f, time, size, dtype), waves(g, time, size, dtype)], 1))
  const [cosines, sines] = [twice(cos), twice((a) => neg(sin(a)), sin)]
  return (x, context) => {
    const axis = x.shape.length - 1
    const part = (from: number, to: number): AnyTensor =>
      raw.slice(x, x.shape.map((_: number, i: number) => (i === axis ? from : 0)), [...x.shape.slice(0, -1), to])
    const other = raw.concatenate([part(half, size), part(0, half)], axis)
    const [c, s] = [cosines, sines].map((table) => raw.broadcast(rowsOf(table(x.dtype), context), x.shape)) as [AnyTensor, AnyTensor]
    return turned(x, other, c, s)
  }
}
