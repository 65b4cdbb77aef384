/**
 * Scalar expressions as text that is the same only for expressions that compute the same bits. The elementary functions
 * whose values mathematics fixes stand by their names, so the text outlives the way in which they are computed.
 */
import type { Expression } from '../program/expression.js'
import { openText } from '../program/text.js'

/** The functions that are correctly rounded on f32. */
const rounded: ReadonlySet<string> = new Set(['cos', 'erf', 'exp', 'expm1', 'log', 'log1p', 'sin', 'tanh'])

/** The steps of an expression, equal ones once, with its parameters' dtypes before them and its result behind. */
export const expressionText = (expression: Expression): string =>
  openText(expression, ({ callee, args: [x] }) => !(x?.dtype === 'f32' && rounded.has(callee)))
