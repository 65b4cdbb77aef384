import { expectShape } from '../shape/error.js'
import { flatten as flatShape, reshape as reshapedShape, type Flatten, type Reshape } from '../shape/reshape.js'
import type { DType, Shape } from '../shape/shape.js'
import { slice as slicedShape, type Range, type Slice } from '../shape/slice.js'
import { check, integers } from '../shape/options.js'
import { aRanges } from '../tensor/argument.js'
import { slice as sliced } from '../tensor/arrange.js'
import type { AnyTensor } from '../tensor/tensor.js'
import * as raw from '../tensor/untyped.js'
import { layerOf, type Layer } from './layer.js'
import { append, type AnyNetwork, type TensorNetwork } from './network.js'
import type { LayerRule, ShapeIn } from './rule.js'

const arranged = (name: string, net: TensorNetwork, output: Shape): AnyNetwork => append(net, {
  name,
  input: net.output,
  output,
  apply: () => (x) => raw.reshape(x, [x.shape[0] as number, ...output]),
  operations: 0,
})

/** What `flatten` does to types. */
export interface FlattenRule extends LayerRule {
  readonly name: 'flatten'
  readonly out: Flatten<ShapeIn<this['in']>>
  readonly takes: DType
}

/**
 * All elements of an example along one axis, in row-major order.
 *
 * @example
 * pipe(input([28, 28, 1]), flatten) // [784]
 */
export const flatten: Layer<FlattenRule> = layerOf('flatten', (net) => arranged('flatten', net, flatShape(net.output)))

/** What `reshape` does to types. */
export interface ReshapeRule<T extends Shape> extends LayerRule {
  readonly name: 'reshape'
  readonly out: Reshape<ShapeIn<this['in']>, T>
  readonly takes: DType
}

/**
 * The elements of an example in another shape; one size may be -1. Another number of elements is an error.
 *
 * @example
 * pipe(input([784]), reshape([28, 28, -1])) // [28, 28, 1]
 */
export const reshape = <const T extends Shape>(shape: T): Layer<ReshapeRule<T>> => {
  check('reshape', { shape }, { shape: integers })
  return layerOf('reshape', (net) =>
    arranged('reshape', net, expectShape('reshape', 'shape', reshapedShape(net.output, shape), shape)))
}

/** What `slice` does to types. */
export interface SliceRule<R extends readonly Range[]> extends LayerRule {
  readonly name: 'slice'
  readonly out: Slice<ShapeIn<this['in']>, R>
  readonly takes: DType
}

/**
 * Some of the elements of each axis of an example, as `tensor.slice`: `[start, stop]`, `[start, stop, step]`, or `null` for
 * all; axes without a range are taken whole. A range that does not fit is an error.
 *
 * @example
 * pipe(input([10, 16]), slice([[0, 6]])) // [6, 16]
 * pipe(input([10, 16]), slice([null, [0, 16, 2]])) // [10, 8]
 */
export const slice = <const R extends readonly Range[]>(ranges: R): Layer<SliceRule<R>> => {
  check('slice', { ranges }, { ranges: aRanges })
  return layerOf('slice', (net) => append(net, {
    name: 'slice',
    input: net.output,
    output: expectShape('slice', 'ranges', slicedShape(net.output, ranges), net.output),
    apply: () => sliced([null, ...ranges] as readonly Range[]) as (x: AnyTensor) => AnyTensor,
    operations: 0,
  }))
}
