/** What texts of a column say: marks before fractions, cells that are missing, the target in other words. */
import { expect, test } from 'vitest'
import { disguised } from '../../../bin/data/disguise.js'
import { missingIn } from '../../../bin/data/missing.js'
import { decimalEvidence } from '../../../bin/data/number.js'

test('a text that can be read with either mark is evidence of none', () => {
  expect(decimalEvidence(['1,234e5', '1,5', '0.5', '2.5'])).toEqual({ point: 2, comma: 1, either: {} })
})

test('marks that are looked for anyhow are found in any case of letters, named ones as they are', () => {
  const isMissing = missingIn(['NA', 'n.a.', 'None', 'Absent'])
  expect(['', 'NA', 'na', 'N.A.', 'None', 'Absent'].map(isMissing)).toEqual([true, true, true, true, true, true])
  expect(['none', 'absent', 'NaN', 'N/A'].map(isMissing)).toEqual([false, false, false, false])
})

const rows = Array.from({ length: 40 }, (_, i) => i)
const reason = (finding: unknown, texts: readonly string[], target: unknown, targets: readonly string[]): string | undefined => {
  const times = new Map(texts.filter((x) => x !== '').map((x) => [x, 1]))
  return disguised(finding as never, { texts, times } as never, target as never, { texts: targets } as never)
}

test('a falling line is the target in disguise, too', () => {
  const target = { column: { name: 'y', kind: 'number' }, numbers: rows.map((i) => 7 - 2 * i) }
  expect(reason({ column: { name: 'x', kind: 'number' }, numbers: rows }, rows.map(String), target, [])).toContain('linear function')
  expect(reason({ column: { name: 'x', kind: 'number' }, numbers: rows.map((i) => i * i) }, rows.map(String), target, [])).toBeUndefined()
})

test('names that stand for one class alone do not tell the others', () => {
  const target = { column: { name: 'y', kind: 'classes', classes: ['no', 'yes'] } }
  const targets = rows.map((i) => (i < 30 ? 'yes' : 'no'))
  const x = { column: { name: 'x', kind: 'category' } }
  expect(reason(x, rows.map((i) => (i < 30 ? 'ab'[i % 2] as string : '')), target, targets)).toBeUndefined()
  expect(reason(x, targets.map((y) => y.toUpperCase()), target, targets)).toContain('in disguise')
})
