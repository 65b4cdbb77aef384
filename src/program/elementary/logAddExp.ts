/**
 * ln(eˣ + eʸ) = max(x, y) + ln(1 + e^(-|x - y|)), a fixed composition that does not overflow.
 *
 * @example pipe(t.scalar(1000), t.logAddExp(1000)) // 1000.6932
 */
import { abs, add, and, eq, like, max, neg, type Scalar, select, sub } from '../scalar.js'
import { named } from '../scalarFunction.js'
import { sigmoid } from './activations.js'
import { exp } from './exp.js'
import { log1p } from './log.js'

/** x - y, 0 of equal infinities. */
const difference = (x: Scalar, y: Scalar): Scalar =>
  select(and(eq(x, y), eq(abs(x), like(x, Infinity))), like(x, 0), sub(x, y))

/** ln(eˣ + eʸ): ∂x = σ(x - y), ∂y = σ(y - x). */
export const logAddExp: (x: Scalar, y: Scalar) => Scalar = named({
  name: 'logAddExp',
  body: (x: Scalar, y: Scalar) => add(max(x, y), log1p(exp(neg(abs(difference(x, y)))))),
  partials: ([x, y]) => [sigmoid(difference(x, y)), sigmoid(difference(y, x))],
})
