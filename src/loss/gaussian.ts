/** The likelihood of numbers whose uncertainty is predicted with them. */
import { exp } from '../program/elementary/functions.js'
import { add, convert, eq, like, mul, neg, select, sub } from '../program/scalar.js'
import { named } from '../program/scalarFunction.js'
import { aBoolean, checkOptions } from '../shape/options.js'
import type { Shape } from '../shape/shape.js'
import type { AnyTensor } from '../tensor/tensor.js'
import * as raw from '../tensor/untyped.js'
import { define } from './define.js'
import type { TextOf, Unless } from './forms.js'
import type { Loss, LossRule } from './loss.js'
import { ofExample, reductionKinds, type ReductionOptions } from './outputs.js'
import { butLast, expectOutputs } from './predictions.js'
import { complaintOf, first } from './targets.js'

/** A number for each pair of mean and log-variance along the last axis: targets without that axis. */
export interface GaussianRule extends LossRule {
  readonly targets: this['in'] extends readonly [...infer L extends Shape, 2] ? readonly [...L]
    : Unless<this['in'], `a Gaussian likelihood needs outputs [..., 2], mean and log-variance, received ${TextOf<this['in']>}`>
  readonly dtype: 'f32'
}

/** How a Gaussian likelihood is counted. */
export interface GaussianOptions extends ReductionOptions {
  /** Whether ½·ln 2π, which doesn't depend on the predictions, is added; false by default. */
  readonly full?: boolean
}

/** ½·(s + e²·e⁻ˢ) of error e and log-variance s; e² of 0 is 0 however small the variance. */
const cost = named({
  name: 'gaussian',
  body: (e, s) => {
    const square = mul(e, e)
    const relative = select(eq(square, like(e, 0)), square, mul(square, exp(neg(s))))
    return mul(like(e, 0.5), add(s, relative))
  },
  partials: ([e, s]) => {
    const zero = like(e, 0)
    const precision = exp(neg(s))
    const square = mul(e, e)
    const relative = select(eq(square, zero), zero, mul(square, precision))
    return [select(eq(e, zero), zero, mul(e, precision)), mul(like(e, 0.5), sub(like(e, 1), relative))]
  },
})

const each = raw.elementwise((mean, s, t) => cost(sub(mean, convert(t, mean.dtype)), s))
/** ln(2π) / 2. */
const halfLog2Pi = 0.9189385332046727
const constantly = raw.elementwise((x) => add(x, like(x, halfLog2Pi)))

const complaint = complaintOf({ dtypes: ['f32', 'f64'], shape: butLast },
  (targets) => first(targets, Number.isFinite, 'a finite number'))

/** One of the two along the last axis. */
const column = (x: AnyTensor, i: number): AnyTensor => {
  const batch: Shape = x.shape.slice(0, -1)
  return raw.reshape(raw.slice(x, [...batch.map(() => 0), i], [...batch, i + 1]), batch)
}

/**
 * The negative log-likelihood of targets [batch, ...] under the normal distributions that predictions [batch, ..., 2] tell:
 * first the mean m, then the logarithm s of the variance, any number. Added up over the targets of an example, each ½·(s + (t -
 * m)²·e⁻ˢ), without ½·ln 2π (Nix and Weigend, "Estimating the mean and variance of the target probability distribution", 1994).
 *
 * @example
 * // mean 1, variance e² and e⁰
 * gaussianNegativeLogLikelihood().of(t.of([2, 2], [1, 2, 1, 0]), t.of([2], [1, 3])) // 1.5
 */
// @__NO_SIDE_EFFECTS__
export const gaussianNegativeLogLikelihood = (options: GaussianOptions = {}): Loss<GaussianRule> => {
  const name = 'gaussianNegativeLogLikelihood'
  const { full = false, reduction } = checkOptions<GaussianOptions>(name, options, { ...reductionKinds, full: aBoolean })
  return define({
    rowwise: true,
    name,
    complaint,
    perExample: (predictions: AnyTensor, targets: AnyTensor): AnyTensor => {
      expectOutputs(name, predictions, (outputs) => outputs.at(-1) === 2, '[batch, ..., 2], mean and log-variance')
      const costs = each(column(predictions, 0), column(predictions, 1), targets)
      return ofExample(full ? constantly(costs) : costs, reduction)
    },
  })
}
