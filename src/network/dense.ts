import { count } from '../program/program.js'
import { expectShape } from '../shape/error.js'
import { aFunction, checkOptions } from '../shape/options.js'
import type { Float, Shape } from '../shape/shape.js'
import { checkCount } from '../tensor/argument.js'
import type { AnyTensor, Tensor } from '../tensor/tensor.js'
import { product } from '../tensor/product.js'
import { aBias, biasAmong, withBias, type Bias, type ByBias } from './bias.js'
import { glorotUniform, zeros, type Initializer } from './initializer.js'
import { layerOf, type Layer } from './layer.js'
import { append } from './network.js'
import type { FloatIn, LayerRule, ShapeIn } from './rule.js'
import { foldIn } from '../random/key.js'

/** The parameters of `dense` without a bias. */
export interface DenseWeights<Inputs extends number, Units extends number, D extends Float = 'f32'> {
  readonly weights: Tensor<readonly [Inputs, Units], D>
}

/** The parameters of `dense`. */
export interface DenseParams<Inputs extends number, Units extends number, D extends Float = 'f32'> {
  readonly weights: Tensor<readonly [Inputs, Units], D>
  readonly bias: Tensor<readonly [Units], D>
}

/** How `dense` begins. */
export interface DenseOptions<B extends Bias = Initializer> {
  /** Glorot's uniform weights by default. */
  readonly weights?: Initializer
  /** Zeros by default; `false` for none. */
  readonly bias?: B
}

/** The outputs of `dense` for outputs `O` of the layer before: the last axis, also one of a type parameter, becomes `Units`. */
export type Dense<O extends Shape, Units extends number> =
  O extends readonly [...infer L, any] ? readonly [...L, Units]
  : number extends O['length'] ? readonly number[] : 'dense needs at least one axis, received []; flatten gives one'
type Last<O> = O extends readonly [...any[], infer F] ? Extract<F, number> : number

/** What `dense` does to types. */
export interface DenseRule<Units extends number> extends LayerRule {
  readonly name: 'dense'
  readonly out: Dense<ShapeIn<this['in']>, Units>
  readonly params: readonly [DenseParams<Last<this['in']>, Units, FloatIn<this['dtype']>>]
}

/** What `dense` without a bias does to types. */
export interface DenseWeightsRule<Units extends number> extends LayerRule {
  readonly name: 'dense'
  readonly out: Dense<ShapeIn<this['in']>, Units>
  readonly params: readonly [DenseWeights<Last<this['in']>, Units, FloatIn<this['dtype']>>]
}

/** What `dense` does to types where only run time knows whether there is a bias. */
export interface DenseEitherRule<Units extends number> extends LayerRule {
  readonly name: 'dense'
  readonly out: Dense<ShapeIn<this['in']>, Units>
  readonly params: readonly [
    | DenseParams<Last<this['in']>, Units, FloatIn<this['dtype']>>
    | DenseWeights<Last<this['in']>, Units, FloatIn<this['dtype']>>
  ]
}

/** The layer that `dense` is with this bias. */
export type DenseLayer<Units extends number, B> =
  ByBias<B, Layer<DenseRule<Units>>, Layer<DenseWeightsRule<Units>>, Layer<DenseEitherRule<Units>>>

const denseShape = (shape: Shape, units: number): Shape | string =>
  shape.length > 0 ? [...shape.slice(0, -1), units] : 'dense needs at least one axis, received []; flatten gives one'

/** x·W + b, or x·W where there is no bias. */
export const weightedSum = (bias: Bias) =>
  ({ weights, bias: b }: { readonly weights: AnyTensor; readonly bias: AnyTensor }, x: AnyTensor): AnyTensor =>
    withBias(bias, (y) => product(y, weights), b)(x)

/**
 * Weighted sums of the last axis with a bias: y = x·W + b, x [..., inputs], W [inputs, units], b [units]. With `bias: false` it
 * is y = x·W, and there is none among the parameters.
 *
 * @example
 * pipe(input([784]), dense(10)) // Network<readonly [DenseParams<784, 10>], readonly [784], readonly [10]>
 * pipe(input([8]), dense(4, { bias: false })) // Network<readonly [DenseWeights<8, 4>], readonly [8], readonly [4]>
 */
export const dense = <const Units extends number, const B extends Bias = Initializer>(
  units: Units, options: DenseOptions<B> = {},
): DenseLayer<Units, B> => {
  const { weights = glorotUniform, bias = zeros } =
    checkOptions<DenseOptions<Bias>>('dense', options, { weights: aFunction, bias: aBias })
  checkCount('dense', 'units', units)
  const sum = weightedSum(bias)
  return layerOf('dense', (net) => {
    const output = expectShape('dense', 'network', denseShape(net.output, units), net.output)
    const inputs = net.output.at(-1) as number
    return append(net, {
      name: 'dense',
      input: net.output,
      output,
      init: (key, dtype) => ({
        weights: weights(foldIn(key, 0), [inputs, units], dtype),
        ...biasAmong(bias, key, 1, units, dtype),
      }),
      apply: (params) => (x) => sum(params as DenseParams<number, number, Float>, x),
      stepwise: true,
      operations: 2 * inputs * count(output),
    })
  }) as DenseLayer<Units, B>
}
