/** A square near 0 and an absolute value far from it, with derivatives of all orders. */
import { exp, expm1, log1p, tanh } from '../program/elementary/functions.js'
import { abs, add, div, like, lt, mul, neg, select, sub } from '../program/scalar.js'
import { named } from '../program/scalarFunction.js'
import { checkOptions } from '../shape/options.js'
import type { PerOutputRule } from './forms.js'
import type { Loss } from './loss.js'
import { ofOutputs, reductionKinds, type ReductionOptions } from './outputs.js'
import { finite } from './targets.js'

/**
 * ln cosh e = ln(1 + (e⁻ᵃ - 1)²·eᵃ/2) = a - ln 2 + ln(1 + e⁻²ᵃ) for a = |e|: the one where a ≤ 1, which keeps all digits of e²/2,
 * the other beyond, where no power overflows. Its derivative is tanh e.
 */
const softAbsolute = named({
  name: 'logCosh',
  body: (e) => {
    const [a, one, two] = [abs(e), like(e, 1), like(e, 2)]
    const small = select(lt(one, a), one, a)
    const less = expm1(neg(small))
    const near = log1p(div(mul(less, less), mul(two, exp(neg(small)))))
    return select(lt(one, a), add(sub(a, like(e, Math.LN2)), log1p(exp(mul(like(e, -2), a)))), near)
  },
  partials: ([e]) => [tanh(e)],
})

/**
 * Σ ln cosh(p - t) over the outputs of an example, against targets of their shape: about e²/2 for small errors e, and |e| - ln
 * 2 for large ones. Its derivative is tanh(p - t).
 *
 * @example
 * logCosh().of(t.of([1, 2], [1, 100]), t.of([1, 2], [0, 0])) // 99.7406
 */
// @__NO_SIDE_EFFECTS__
export const logCosh = (options: ReductionOptions = {}): Loss<PerOutputRule> => {
  const reduction = checkOptions<ReductionOptions>('logCosh', options, reductionKinds)
  return ofOutputs('logCosh', (p, t) => softAbsolute(sub(p, t)), finite, reduction)
}
