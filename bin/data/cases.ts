/** The rows of a table as raw cases, by a plan: values under the names of the columns that were learned from. */
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import type { TenfoldError } from 'tenfold'
import { orderNames, readDate } from './date.js'
import { missingIn } from './missing.js'
import { isCode, readNumber } from './number.js'
import type { InputColumn, Plan, TargetColumn } from './plan.js'
import { suggestion } from './suggestion.js'
import { are, counted, named, quoted, rowName, some, wrong, type RawRow, type RawTable } from './table.js'

/** What stands in a cell: nothing is null, a category its name, a date the days since the earliest one. */
export type Value = number | boolean | string | null

/** A row: its cells by column, and the target, where it is known. */
export interface Case {
  /** How it is called: `line 17`. */
  readonly name: string
  /** The row that it was made of, as it stands in the file. */
  readonly raw: RawRow
  readonly values: Readonly<Record<string, Value>>
  /** The name of a class, or a number. */
  readonly target?: string | number
}

export interface Cases {
  readonly cases: readonly Case[]
  /** Rows that were left out, since they have no target. */
  readonly without: number
  /** What is to be said: columns and categories that were not learned from, rows that were left out. */
  readonly notes: readonly string[]
}

/** Whether targets are read, and rows without one left out; read where they are there; or not looked at. */
export type TargetUse = 'needed' | 'taken' | 'ignored'

/** A value, or what was expected in its place. */
type Read = (text: string) => { readonly value: Value } | { readonly expected: string }

const reader = (column: InputColumn): Read => {
  switch (column.kind) {
    case 'number': return (text) => {
      const value = isCode(text) ? undefined : readNumber(text, column.decimal)
      return value === undefined ? { expected: 'a number' } : { value }
    }
    case 'date': return (text) => {
      const days = readDate(text, column.order)
      return days === undefined ? { expected: `a date (${orderNames[column.order]})` } : { value: days - column.origin }
    }
    case 'boolean': {
      const [no, yes] = column.words
      return (text) => {
        const word = text.toLowerCase()
        return word === yes || word === no ? { value: word === yes } : { expected: `${no} or ${yes}` }
      }
    }
    case 'category': {
      const { categories, others } = column
      const known = new Set(categories)
      // A name that is not known is for the model to tell.
      return (text) => ({ value: others === undefined || known.has(text) ? text : others })
    }
  }
}

const targetReader = (target: TargetColumn): Read => {
  if (target.kind === 'number') return reader({ ...target })
  const known = new Set(target.classes)
  const expected = `one of ${some(target.classes.map(quoted), 12)}`
  return (text) => (known.has(text) ? { value: text } : { expected })
}

/** Names of categories in a file that were not learned from, with the first row of each. */
const unknownIn = (
  table: RawTable, column: InputColumn, at: number, isMissing: (text: string) => boolean,
): string | undefined => {
  if (column.kind !== 'category') return undefined
  const known = new Set(column.categories)
  const first = new Map<string, RawRow>()
  for (const row of table.rows) {
    const text = row.cells[at] as string
    if (!isMissing(text) && !known.has(text) && !first.has(text)) first.set(text, row)
  }
  if (first.size === 0) return undefined
  const names = some([...first].map(([text, row]) => `${quoted(text)} (${rowName(table, row)})`), 5)
  return `${named(column.name)}: ${names} ${first.size === 1 ? 'was' : 'were'} not learned from`
    + (column.others === undefined ? '' : `; counted as ${quoted(column.others)}, as the rare ones were`)
}

/** The places of columns in a file. */
const placesOf = (table: RawTable, names: readonly string[]): E.Either<TenfoldError, ReadonlyMap<string, number>> => {
  const missing = names.find((name) => !table.columns.includes(name))
  return missing === undefined
    ? E.right(new Map(names.map((name) => [name, table.columns.indexOf(name)])))
    : E.left(wrong(table, { column: missing }, 'this column, which was learned from',
      `a table with ${some(table.columns.map(quoted), 12)}${suggestion(missing, table.columns.filter((name) => !names.includes(name)))}`))
}

/**
 * The cases of a table. A column that was learned from and is missing, a number or a date that is none, and a class that was not
 * learned are a `Left` that names line and column; columns that were not learned from are told and left out.
 */
export const casesOf = ({ inputs, target, ignored, missing }: Plan, use: TargetUse) => (
  table: RawTable,
): E.Either<TenfoldError, Cases> => {
  const isMissing = missingIn(missing)
  const hasTarget = use === 'needed' || (use === 'taken' && table.columns.includes(target.name))
  return pipe(
    placesOf(table, [...inputs.map(({ name }) => name), ...(hasTarget ? [target.name] : [])]),
    E.chain((places): E.Either<TenfoldError, Cases> => {
      const columns = inputs.map((column) =>
        ({ column, name: column.name, at: places.get(column.name) as number, read: reader(column) }))
      const [targetAt, readTarget] = [places.get(target.name), targetReader(target)]
      const cases: Case[] = []
      let without = 0
      for (const raw of table.rows) {
        const targetText = targetAt === undefined ? '' : raw.cells[targetAt] as string
        if (hasTarget && use === 'needed' && isMissing(targetText)) {
          without++
          continue
        }
        const values: [string, Value][] = []
        for (const { name, at, read } of columns) {
          const text = raw.cells[at] as string
          const found = isMissing(text) ? { value: null } : read(text)
          if ('expected' in found) return E.left(wrong(table, { row: raw, column: name }, found.expected, quoted(text)))
          values.push([name, found.value])
        }
        const answer = !hasTarget || isMissing(targetText) ? undefined : readTarget(targetText)
        if (answer !== undefined && 'expected' in answer)
          return E.left(wrong(table, { row: raw, column: target.name }, answer.expected, quoted(targetText)))
        cases.push({
          name: rowName(table, raw), raw, values: Object.fromEntries(values),
          ...(answer === undefined ? {} : { target: answer.value as string | number }),
        })
      }
      const told = new Set([...inputs.map(({ name }) => name), ...ignored.map(({ name }) => name), target.name])
      const others = table.columns.filter((name) => !told.has(name))
      return E.right({
        cases, without,
        notes: [
          ...table.notes,
          ...(others.length === 0 ? [] : [`${some(others.map(named))}: left out, not learned from`]),
          ...(without === 0 ? [] : [`${counted(without, 'row')} without ${named(target.name)} ${are(without)} left out`]),
          ...columns.flatMap(({ column, at }) => unknownIn(table, column, at, isMissing) ?? []),
        ],
      })
    }),
  )
}
