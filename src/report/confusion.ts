import { aNumber, check, listOf } from '../shape/options.js'
import type { Confusion } from '../metric/index.js'
import { aNames, columns, nameOf } from './columns.js'

/**
 * Counts of true class (row) and predicted class (column) as a table; `·` stands for none.
 *
 * @example
 * console.log(confusion([[9, 1], [0, 5]], ['cat', 'dog']))
 * // true \ predicted  cat  dog
 * // cat                 9    1
 * // dog                 ·    5
 */
export const confusion = (counts: Confusion, names?: readonly string[]): string => {
  check('report.confusion', { counts, names }, { counts: listOf('rows of counts', listOf('', aNumber)), names: aNames })
  return columns([
    ['true \\ predicted', ...counts.map((_, i) => nameOf(names)(i))],
    ...counts.map((row, i) => [nameOf(names)(i), ...row.map((n) => (n === 0 ? '·' : String(n)))]),
  ])
}
