/**
 * Update rules over trees: one scalar expression, which becomes one pass over each leaf. What is the same for all elements
 * (a rate, a bias correction) comes as tensors without axes, computed in f64 and rounded once to the element type of the leaf.
 */
import { memo } from '../program/memo.js'
import { convert, isFloat, type Scalar } from '../program/scalar.js'
import type { DType } from '../shape/shape.js'
import type { AnyTensor } from '../tensor/tensor.js'
import * as tree from '../tensor/tree.js'
import * as raw from '../tensor/untyped.js'

/** An f64 tensor without axes. */
export type Real = AnyTensor

const rounded = (dtype: DType): ((x: AnyTensor) => AnyTensor) => raw.elementwise((x) => convert(x, dtype))

/** As many trees and then scalars as a function has operands: one tree or more. */
type Given<A extends readonly unknown[], P, S extends readonly Real[] = readonly []> =
  number extends A['length'] ? readonly [trees: readonly [P, ...(readonly P[])], scalars?: readonly Real[]]
  : A extends readonly [...infer Before, unknown]
    ? Before extends readonly []
      ? readonly [trees: readonly [P], ...scalars: Scalars<S>]
      : readonly [trees: { readonly [K in keyof A]: P }, ...scalars: Scalars<S>] | Given<Before, P, readonly [Real, ...S]>
    : never
type Scalars<S extends readonly Real[]> = S extends readonly [] ? readonly [scalars?: S] : readonly [scalars: S]

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
export const leafwise = <A extends readonly Scalar[]>(f: (...args: A) => Scalar) => {
  const over: (...operands: readonly AnyTensor[]) => AnyTensor = raw.elementwise(f as (...args: readonly Scalar[]) => Scalar)
  return <P>(...given: Given<A, P>): P => {
    // Every one of `Given` is of this form.
    const [trees, scalars = []] = given as readonly unknown[] as readonly [readonly [P, ...(readonly P[])], (readonly Real[])?]
    const scalarsOf = memo((dtype: DType) => scalars.map((x) => (x.dtype === dtype ? x : rounded(dtype)(x))))
    const [first, ...rest] = trees
    return tree.zip((leaf, ...others) => (isFloat(leaf.dtype)
      ? over(leaf, ...others, ...scalarsOf(leaf.dtype).map((s) => raw.broadcast(s, leaf.shape)))
      : leaf), first, ...rest)
  }
}
