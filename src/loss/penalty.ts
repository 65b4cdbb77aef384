/** Penalties keep parameters small or few: functions of the parameters, added to the loss. */
import { abs, like, mul, type Scalar } from '../program/scalar.js'
import { nonNegative } from '../optimizer/hyperparameter.js'
import { expectChosen, isWeights, type Mask } from '../optimizer/mask.js'
import { aFunction, check } from '../shape/options.js'
import type { Float } from '../shape/shape.js'
import type { AnyTensor, Tensor } from '../tensor/tensor.js'
import * as tree from '../tensor/tree.js'
import { cast } from '../tensor/unary.js'
import * as raw from '../tensor/untyped.js'

/** What parameters cost; `F` is the element type of the leaves that count. */
export type Penalty<P, F extends Float = 'f32'> = (params: P) => Tensor<readonly [], F>

/** A penalty of any parameters, of the element type that is asked for. */
export type AnyPenalty = <P, F extends Float = 'f32'>(params: P) => Tensor<readonly [], F>

/** A penalty at a rate, of the leaves that a mask names. */
export type PenaltyMaker = (rate: number, mask?: Mask) => AnyPenalty

/** rate·Σ f(w) over the leaves of the mask, in f64 where one of them is. */
// @__NO_SIDE_EFFECTS__
const penalty = (operation: string, f: (w: Scalar) => Scalar): PenaltyMaker => (rate, mask = isWeights) => {
  check(operation, { rate, mask }, { rate: nonNegative, mask: aFunction })
  const each = raw.elementwise(f)
  const scaled = raw.elementwise((x) => mul(x, like(x, rate)))
  return (params) => {
    expectChosen(operation, mask, params)
    const terms = tree.leaves(params).filter(({ path }) => mask(path))
      .map(({ tensor }): AnyTensor => raw.total(each(tensor)))
    const dtype = terms.some((x) => x.dtype === 'f64') ? 'f64' : 'f32'
    return scaled(terms.map(cast(dtype)).reduce((a, b) => raw.add(a, b)))
  }
}

/**
 * rate·Σ |w| over weights and kernels, or the leaves of the mask: the lasso (Tibshirani 1996).
 *
 * @example
 * l1(1e-4)([{ weights: t.of([2], [3, -4]), bias: t.of([1], [5]) }]) // 7.0e-4, biases cost nothing
 */
export const l1 = penalty('l1', abs)

/**
 * rate·Σ w² over weights and kernels, or the leaves of the mask (Hoerl and Kennard 1970); its gradient is 2·rate·w.
 *
 * @example
 * l2(1e-4)([{ weights: t.of([2], [3, -4]), bias: t.of([1], [5]) }]) // 2.5e-3
 */
export const l2 = penalty('l2', (w) => mul(w, w))
