import { expectShape } from '../shape/error.js'
import type { Fits, Known } from '../shape/fits.js'
import { flatten as flatShape, reshape as reshapedShape, type Flatten, type Reshape } from '../shape/reshape.js'
import type { DType, Shape } from '../shape/shape.js'
import { slice as slicedShape, type Range, type Slice } from '../shape/slice.js'
import { check, integers } from '../shape/options.js'
import { aRanges } from '../tensor/argument.js'
import { slice as sliced } from '../tensor/arrange.js'
import type { AnyTensor } from '../tensor/tensor.js'
import * as raw from '../tensor/untyped.js'
import { aNetwork, append, expectNetwork, type AnyNetwork, type Network } from './network.js'

const arranged = <N>(name: string, net: AnyNetwork, output: Shape): N => append(net, {
  name,
  input: net.output,
  output,
  apply: () => (x) => raw.reshape(x, [x.shape[0] as number, ...output]),
  operations: 0,
})

/**
 * All elements of an example along one axis, in row-major order.
 *
 * @example
 * pipe(input([28, 28, 1]), flatten) // [784]
 */
export const flatten = <P, I extends Shape, O extends Shape, D extends DType, X extends DType>(
  net: Network<P, I, O, D, X>,
): Network<P, I, Flatten<O>, D, X> => {
  expectNetwork('flatten', net)
  return arranged('flatten', net, flatShape(net.output))
}

/**
 * The elements of an example in another shape; one size may be -1. Another number of elements is an error.
 *
 * @example
 * pipe(input([784]), reshape([28, 28, -1])) // [28, 28, 1]
 */
export const reshape = <const T extends Shape>(shape: T) =>
  <P, I extends Shape, O extends Shape, D extends DType, X extends DType>(
    net: Network<P, I, O, D, X> & Fits<Reshape<O, T>>,
  ): Network<P, I, Known<Reshape<O, T>>, D, X> => {
    check('reshape', { shape, network: net }, { shape: integers, network: aNetwork })
    return arranged('reshape', net, expectShape('reshape', 'shape', reshapedShape(net.output, shape), shape))
  }

/**
 * Some of the elements of each axis of an example, as `tensor.slice`: `[start, stop]`, `[start, stop, step]`, or `null` for
 * all; axes without a range are taken whole. A range that does not fit is an error.
 *
 * @example
 * pipe(input([10, 16]), slice([[0, 6]])) // [6, 16]
 * pipe(input([10, 16]), slice([null, [0, 16, 2]])) // [10, 8]
 */
export const slice = <const R extends readonly Range[]>(ranges: R) =>
  <P, I extends Shape, O extends Shape, D extends DType, X extends DType>(
    net: Network<P, I, O, D, X> & Fits<Slice<O, R>>,
  ): Network<P, I, Known<Slice<O, R>>, D, X> => {
    check('slice', { ranges, network: net }, { ranges: aRanges, network: aNetwork })
    return append(net, {
      name: 'slice',
      input: net.output,
      output: expectShape('slice', 'ranges', slicedShape(net.output, ranges), net.output),
      apply: () => sliced([null, ...ranges] as readonly Range[]) as (x: AnyTensor) => AnyTensor,
      operations: 0,
    })
  }
