/** What is learned: one of some classes, or a number. */
import * as E from 'fp-ts/lib/Either.js'
import type { TenfoldError } from 'tenfold'
import { isNearlyNumber, oddNumbers } from './column.js'
import { ordersOf } from './date.js'
import type { Decimal } from './number.js'
import type { TargetColumn } from './plan.js'
import { are, counted, named, quoted, some, wrong, type RawTable } from './table.js'
import { byFrequency, numbersOf, rangeOf, type Values } from './values.js'

export type TargetKind = TargetColumn['kind']

/** The target, and what is said of it. */
export interface TargetFinding {
  readonly column: TargetColumn
  readonly said: string
  /** Where the target is a number. */
  readonly numbers?: readonly number[]
}

/** Whole numbers are classes where there are at most so many, each in some rows. */
const [mostClasses, rowsEach] = [20, 5]

const shown = (x: number): string => String(Number(x.toPrecision(6)))

/** Names in the order of their numbers, if all are numbers, else of their letters. */
const inOrder = (names: readonly string[]): readonly string[] =>
  [...names].sort((a, b) => (names.every((name) => Number.isFinite(Number(name))) ? Number(a) - Number(b) : a < b ? -1 : 1))

/** What a target is taken for; `kind` where that is not to be found out. */
export const findTarget = (
  table: RawTable, values: Values, decimal: Decimal, kind: TargetKind | undefined,
): E.Either<TenfoldError, TargetFinding> => {
  const { name, times, present, missing } = values
  const fail = (expected: string, received: string) => E.left(wrong(table, { column: name }, expected, received))
  if (present === 0) return fail('a target in some rows', 'none in any row')
  const [first = ''] = times.keys()
  if (times.size === 1) return fail('a target with at least 2 different values', `${quoted(first)} in every row`)
  const left = missing === 0 ? '' : `; ${counted(missing, 'row')} without it ${are(missing)} left out`
  const found = numbersOf(values, decimal)
  const isNumber = found.count === present
  if (kind === 'number' && !isNumber) return E.left(oddNumbers(table, values, found))
  if (kind !== 'classes' && isNearlyNumber(values, found)) return E.left(oddNumbers(table, values, found))
  const isWhole = isNumber && found.numbers.every((x) => Number.isNaN(x) || Number.isSafeInteger(x))
  const areClasses = times.size === 2 || (isWhole && times.size <= mostClasses && times.size * rowsEach <= present)
  if (kind === 'number' || (kind === undefined && isNumber && !areClasses)) {
    const [least, greatest] = rangeOf(found.numbers)
    return E.right({
      column: { name, kind: 'number', decimal }, numbers: found.numbers,
      said: `the target, a number from ${shown(least)} to ${shown(greatest)}${left}`,
    })
  }
  if (kind === undefined && !isNumber && ordersOf([...times.keys()]).length > 0)
    return fail('a target of classes or numbers',
      `dates: ${some([...times.keys()].map(quoted), 3)}; --kinds ${quoted(`${name}=category`)} makes them classes`)
  if (times.size * 2 > present && times.size > 2) {
    return fail('a target of numbers, or of classes that several rows have',
      `${counted(times.size, 'different text')} in ${counted(present, 'row')}: ${some([...times.keys()].map(quoted), 3)}`)
  }
  const all = byFrequency(times)
  const rare = all.filter(([, n]) => n < 2)
  return E.right({
    column: { name, kind: 'classes', classes: inOrder(all.map(([text]) => text)) },
    said: `the target, ${all.length} classes: `
      + some(all.map(([text, n]) => `${named(text)} (${n.toLocaleString('en-US')})`)) + left
      + (rare.length === 0 ? ''
        : `; ${counted(rare.length, 'class', 'classes')} with a single row: ${some(rare.map(([text]) => named(text)))}`),
  })
}
