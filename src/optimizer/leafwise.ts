/**
 * Update rules over trees: one scalar expression, which becomes one pass over each leaf. What is the same for all elements
 * (a rate, a bias correction) comes as tensors without axes, computed in f64 and rounded once to the element type of the leaf.
 */
import { memo } from '../program/memo.js'
import { convert, isFloat, type Scalar, type Scalars } from '../program/scalar.js'
import type { DType } from '../shape/shape.js'
import type { AnyTensor } from '../tensor/tensor.js'
import * as tree from '../tensor/tree.js'
import * as raw from '../tensor/untyped.js'

/** An f64 tensor without axes. */
export type Real = AnyTensor

const rounded = (dtype: DType): ((x: AnyTensor) => AnyTensor) => raw.elementwise((x) => convert(x, dtype))

/**
 * `f` over the corresponding elements of `trees`, then the `scalars`. Leaves that are not floats have no gradient: the
 * first tree's stay.
 *
 * @example
 * import { mul, sub } from '../program/scalar.js'
 * const step = leafwise((p, g, rate) => sub(p, mul(rate, g)))
 * step([t.of([2], [1, 1]), t.of([2], [3, -4])], [t.scalar(0.1, 'f64')]) // [0.7, 1.4]
 */
// @__NO_SIDE_EFFECTS__
export const leafwise = (f: (...args: Scalars) => Scalar) => {
  const over = raw.elementwise(f)
  return <P>(trees: readonly [P, ...(readonly P[])], scalars: readonly Real[] = []): P => {
    const scalarsOf = memo((dtype: DType) => scalars.map((x) => (x.dtype === dtype ? x : rounded(dtype)(x))))
    const [first, ...rest] = trees
    return tree.zip((x, ...others) => {
      const leaf = x as AnyTensor
      return isFloat(leaf.dtype) ? over(leaf, ...others, ...scalarsOf(leaf.dtype).map((s) => raw.broadcast(s, leaf.shape))) : leaf
    }, first, ...rest)
  }
}
