import { lowerExpression } from '../expression.js'
import type { Lower } from '../lower.js'

export const map: Lower<'map'> = ({ expression }, operands, [result], { to }) =>
  [lowerExpression(expression, operands, result!.shape, to)]
