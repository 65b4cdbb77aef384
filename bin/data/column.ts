/** What a column is taken for that something may be learned from, or why it is left out. */
import * as E from 'fp-ts/lib/Either.js'
import type { TenfoldError } from 'tenfold'
import { dayText, orderNames, ordersOf, readDate } from './date.js'
import { decimalEvidence, type Decimal } from './number.js'
import type { InputColumn } from './plan.js'
import { counted, named, quoted, rowName, some, wrong, type RawRow, type RawTable } from './table.js'
import { byFrequency, numbersOf, rangeOf, type Numbers, type Values } from './values.js'
import { truthWords } from './words.js'

/** A column that is used, and what is said of it; or why it is left out, which may be undone where it could be used. */
export type Finding = Used | Unused

export interface Used {
  readonly use: true
  readonly column: InputColumn
  readonly said: string
  readonly numbers?: readonly number[]
}

export interface Unused {
  readonly use: false
  readonly name: string
  readonly reason: string
  readonly otherwise?: Used
}

/** A share of missing cells above which a column says too little. */
const mostMissing = 0.6

/** Names of a category: if there are more than `many`, the `kept` commonest stand for themselves. */
const [many, kept] = [30, 29]

/** So many texts may differ in each row of a small table. */
const few = 5

/** What rare names are called together: a name that none of them has. */
const othersName = (times: ReadonlyMap<string, number>, name = '(other)'): string =>
  (times.has(name) ? othersName(times, `(${name})`) : name)

const missingText = ({ missing }: Values): string => (missing === 0 ? '' : `, ${missing.toLocaleString('en-US')} missing`)

/** How a number is shown. */
const shown = (x: number): string => String(Number(x.toPrecision(6)))

/** Names that say that a column tells rows apart. */
const namesRows = /(?:^|[^a-z])(?:id|nr|no|number|index|key)$/i
const isName = (name: string): boolean => namesRows.test(name.replace(/([a-z])([A-Z])/g, '$1 $2'))

/** Why numbers say which row it is and no more. */
const identifies = (name: string, { numbers }: Numbers, { times, present, missing }: Values): string | undefined => {
  if (missing > 0 || present < 10 || !numbers.every(Number.isSafeInteger)) return undefined
  const steps = numbers.reduce((n, x, i) => n + Number(i > 0 && x === (numbers[i - 1] as number) + 1), 0)
  // What begins again and again, as hours do, tells more than a row's number.
  if (steps >= 0.95 * (present - 1) && times.size > present / 4) return 'it counts the rows'
  if (times.size < present) return undefined
  const [least, greatest] = rangeOf(numbers)
  return isName(name) || greatest - least === present - 1 ? 'each row has its own number' : undefined
}

const numberFinding = (values: Values, found: Numbers, decimal: Decimal, hint: string): Finding => {
  const { name, times } = values
  const [least, greatest] = rangeOf(found.numbers)
  const all = (): readonly number[] => [...new Set(found.numbers.filter((x) => !Number.isNaN(x)))].sort((a, b) => a - b)
  const range = times.size <= 4 ? all().map(shown).join(', ') : `from ${shown(least)} to ${shown(greatest)}`
  const used = {
    use: true, column: { name, kind: 'number', decimal }, numbers: found.numbers,
    said: `number, ${range}${hint}${missingText(values)}`,
  } as const
  const reason = identifies(name, found, values)
  return reason === undefined ? used : { use: false, name, reason, otherwise: used }
}

/** Two readings of the same texts, of which one was chosen. */
const ambiguity = ({ times }: Values, decimal: Decimal): string => {
  const { point, comma, either } = decimalEvidence(times.keys())
  const text = either[','] ?? (decimal === ',' ? either['.'] : undefined)
  if (text === undefined || point + comma > 0) return ''
  const isFraction = text.includes(decimal)
  return ` (${quoted(text)} is read ${isFraction ? 'with a fraction' : 'without a fraction'}; `
    + `--decimal ${decimal === ',' ? '.' : ','} if that is wrong)`
}

const dateFinding = (values: Values): Finding | undefined => {
  const texts = [...values.times.keys()]
  const [order, other] = ordersOf(texts)
  if (order === undefined) return undefined
  const days = values.texts.map((text) => readDate(text, order) ?? NaN)
  const [origin, last] = rangeOf(days)
  const doubt = other === undefined ? '' : `; it could be ${orderNames[other]} as well`
  return {
    use: true, column: { name: values.name, kind: 'date', order, origin: Math.floor(origin) }, numbers: days,
    said: `date (${orderNames[order]}${doubt}), as days from ${dayText(origin)} on, to ${dayText(last)}${missingText(values)}`,
  }
}

const booleanFinding = (values: Values, [no, yes]: readonly [no: string, yes: string]): Finding =>
  ({ use: true, column: { name: values.name, kind: 'boolean', words: [no, yes] }, said: `${no} or ${yes}${missingText(values)}` })

const categoryFinding = (values: Values): Finding => {
  const { name, times, present } = values
  const all = byFrequency(times)
  const categories = all.slice(0, all.length > many ? kept : many)
  const rest = all.slice(categories.length)
  const restTimes = rest.reduce((sum, [, n]) => sum + n, 0)
  const names = categories.map(([text]) => text)
  const said = `${counted(all.length, 'category', 'categories')}: `
    + some(all.map(([text, n]) => `${named(text)} (${n.toLocaleString('en-US')})`))
    + (rest.length === 0 ? '' : `; all but the ${names.length} commonest, ${counted(restTimes, 'row')}, count as one`)
  const used = {
    use: true, said: `${said}${missingText(values)}`,
    column: { name, kind: 'category', categories: names, ...(rest.length === 0 ? {} : { others: othersName(times) }) },
  } as const
  const letters = [...times].reduce((sum, [text, n]) => sum + text.length * n, 0) / present
  const reason = times.size === present && present > few ? 'each row has its own text'
    : times.size > Math.max(few, present / 2) ? `${counted(times.size, 'different text')} in ${counted(present, 'row')}`
    : times.size > many && letters > 40
      ? `free text: ${counted(times.size, 'different text')}, ${Math.round(letters)} letters in the mean`
    : undefined
  return reason === undefined ? used : { use: false, name, reason, otherwise: used }
}

/** Texts that are no numbers among many that are. */
export const oddNumbers = (table: RawTable, { name, texts, present }: Values, { odd, count }: Numbers): TenfoldError => {
  // Texts that occur have a row.
  const rowOf = (text: string): RawRow => table.rows[texts.indexOf(text)] as RawRow
  const first = odd.slice(0, 5).map(([text]) => text)
  const list = odd.map(([text]) => `${quoted(text)} (${rowName(table, rowOf(text))})`)
  return wrong(table, { row: rowOf(first[0] as string), column: name },
    `a number, as in ${counted(count, 'row')} of ${present.toLocaleString('en-US')}`,
    `${some(list, 5)}; --missing ${JSON.stringify(first.join(','))} counts ${odd.length === 1 ? 'it' : 'them'} as missing`)
}

/** Whether a column holds numbers, but for a few cells. */
export const isNearlyNumber = ({ present }: Values, { count, distinct }: Numbers): boolean =>
  present >= 20 && count >= 0.9 * present && count < present && distinct > 20

/** What a column is said to be, where that is not to be found out. */
export type ColumnKind = 'number' | 'category' | 'date' | 'text'

/** A column of a kind that was asked for, if its cells are of that kind; it is not left out. */
const asked = (
  table: RawTable, values: Values, decimal: Decimal, kind: Exclude<ColumnKind, 'text'>,
): E.Either<TenfoldError, Finding> => {
  if (kind === 'category') return E.right(taken(categoryFinding(values)))
  const found = numbersOf(values, decimal)
  if (kind === 'number') {
    return found.odd.length > 0 ? E.left(oddNumbers(table, values, found))
      : E.right(taken(numberFinding(values, found, decimal, ambiguity(values, decimal))))
  }
  const dates = dateFinding(values)
  if (dates !== undefined) return E.right(dates)
  const texts = [...values.times.keys()]
  const odd = texts.find((text) => ordersOf([text]).length === 0)
  return E.left(odd === undefined
    ? wrong(table, { column: values.name }, 'dates of one order, such as 2026-11-30', some(texts.map(quoted), 3))
    : wrong(table, { row: table.rows[values.texts.indexOf(odd)] as RawRow, column: values.name },
      'a date, such as 2026-11-30', quoted(odd)))
}

const taken = (finding: Finding): Finding => (finding.use ? finding : finding.otherwise ?? finding)

/** What a column is taken for; `kind` where that is not to be found out. */
export const findColumn = (
  table: RawTable, values: Values, decimal: Decimal, kind: ColumnKind | undefined,
): E.Either<TenfoldError, Finding> => {
  const { name, times, present, missing } = values
  const out = (reason: string, otherwise?: Finding): E.Either<never, Finding> =>
    E.right({ use: false, name, reason, ...(otherwise?.use === true ? { otherwise } : {}) })
  if (kind === 'text') return out('text, as asked for')
  if (present === 0) return out('no row has a value')
  const [first = ''] = times.keys()
  if (times.size === 1) return out(`${quoted(first)} in every row${missing === 0 ? '' : ' that has a value'}`)
  if (kind !== undefined) return asked(table, values, decimal, kind)
  const found = numbersOf(values, decimal)
  if (isNearlyNumber(values, found)) return E.left(oddNumbers(table, values, found))
  const words = truthWords(times.keys())
  const finding: Finding = found.count === present ? numberFinding(values, found, decimal, ambiguity(values, decimal))
    : words !== undefined ? booleanFinding(values, words)
    : dateFinding(values) ?? categoryFinding(values)
  return finding.use && missing > mostMissing * (present + missing)
    ? out(`${missing.toLocaleString('en-US')} of ${counted(present + missing, 'row')} have no value`, finding)
    : E.right(finding)
}
