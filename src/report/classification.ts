import { check, isRecord, listOf, type Kind } from '../shape/options.js'
import type { ClassReport } from '../metric/index.js'
import { aNames, columns, nameOf } from './columns.js'

type Ratio = 'precision' | 'recall' | 'f1'
const ratios: readonly Ratio[] = ['precision', 'recall', 'f1']

const aReport: Kind = {
  expected: '', holds: (x: unknown) => isRecord(x) && [...ratios, 'support'].every((name) => typeof x[name] === 'number'),
}

const total = (terms: readonly number[]): number => terms.reduce((sum, term) => sum + term, 0)
const share = (over: number, under: number): string => (under === 0 ? 0 : over / under).toFixed(4)

/**
 * Precision, recall, F1 and support of each class, and their averages, as a table.
 *
 * @example
 * const each = [{ precision: 0.5, recall: 1, f1: 2 / 3, support: 1 }, { precision: 1, recall: 0.5, f1: 2 / 3, support: 2 }]
 * console.log(classification(each, ['cat', 'dog']))
 * // class             precision  recall      F1  examples
 * // cat                  0.5000  1.0000  0.6667         1
 * // dog                  1.0000  0.5000  0.6667         2
 * // macro average        0.7500  0.7500  0.6667         3
 * // weighted average     0.8333  0.6667  0.6667         3
 */
export const classification = (classes: readonly ClassReport[], names?: readonly string[]): string => {
  const reports = listOf('reports, as metric.perClass gives them', aReport)
  check('report.classification', { classes, names }, { classes: reports, names: aNames })
  const support = total(classes.map((c) => c.support))
  const macro = ratios.map((ratio) => share(total(classes.map((c) => c[ratio])), classes.length))
  const weighted = ratios.map((ratio) => share(total(classes.map((c) => c[ratio] * c.support)), support))
  return columns([
    ['class', 'precision', 'recall', 'F1', 'examples'],
    ...classes.map((c, i) => [nameOf(names)(i), ...ratios.map((ratio) => c[ratio].toFixed(4)), String(c.support)]),
    ['macro average', ...macro, String(support)],
    ['weighted average', ...weighted, String(support)],
  ])
}
