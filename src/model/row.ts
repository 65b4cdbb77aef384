/** Rows of a table as raw cases: columns by name, each with its kind. */
import * as E from 'fp-ts/lib/Either.js'
import type { Json } from 'fp-ts/lib/Json.js'
import type { TypeOf } from 'io-ts'
import { aCell, type Cell, type CellKind } from '../dataset/table/cell.js'
import type { Columns } from '../dataset/table/examples.js'
import type { Add } from '../shape/arithmetic.js'
import { fail } from '../shape/error.js'
import { aRecord, check, checkOptions, isRecord, oneOf, suggestion } from '../shape/options.js'
import type { Input, Reading } from './input.js'
import { own } from './own.js'
import type { Wrong } from './wrong.js'

type AnyCell = Cell<any, number, CellKind, string>

/** What stands in a cell of a raw case: a category by its name. */
type Content<C extends AnyCell, U> = C extends Cell<infer A, number, infer K, infer N>
  ? K extends 'category' ? N | (U extends 'warn' ? string & {} : never) : Exclude<A, undefined> : never

type OptionalIn<C extends Columns> = { readonly [K in keyof C]: undefined extends TypeOf<C[K]> ? K : never }[keyof C]

/**
 * A raw row: a number, a truth value or a category's name for each column; what may be missing is left out, null or undefined.
 * `U` says what an unknown category is: `'error'` or `'warn'`.
 */
export type RawRow<C extends Columns, U = 'error'> = {
  readonly [K in Exclude<keyof C, OptionalIn<C>>]: Content<C[K], U>
} & {
  readonly [K in OptionalIn<C>]?: Content<C[K], U> | null | undefined
}

type Last<U> = (U extends unknown ? (f: (u: U) => void) => void : never) extends (f: infer F) => void
  ? F extends (u: infer L) => void ? L : never : never

/** How many numbers the columns become; the order does not matter to the sum. */
export type RowWidth<C extends Columns, K = keyof C, Sum extends number = 0> =
  string extends K ? number
  : [K] extends [never] ? Sum
  : Last<K> extends infer L extends keyof C ? RowWidth<C, Exclude<K, L>, Add<Sum, C[L]['feature']['width']>> : number

/** A row's schema. */
export type RowInput<C extends Columns, U = 'error'> = Input<RawRow<C, U>, RawRow<C, U>, readonly [RowWidth<C>], 'f32'>

/** How strict a schema is. */
export interface RowOptions<U extends 'error' | 'warn' = 'error' | 'warn'> {
  /**
   * What a category is that the schema does not have: an error, by default; or, with `'warn'`, zeros, said in the answer as
   * `unknown: { island: 'Mars' }`.
   */
  readonly unknown?: U
}

const isPresent = (value: unknown): boolean => value !== undefined && value !== null

const described = ({ feature: { kind, names, integer, missing } }: AnyCell): Json => ({
  kind: kind === 'number' && integer === true ? 'integer' : kind,
  ...(names === undefined ? {} : { names }),
  ...(missing === undefined ? {} : { missing }),
})

/**
 * The schema of a raw row: its columns, each with a cell of namespace `table`, and the numbers that they become, in this order. A
 * number becomes itself, standardized; a truth value 0 or 1, standardized too; a category as many numbers as it has names, 1 at its
 * own. Where a cell may be missing (`table.optional`), the median of the training part takes the place of a number, zeros that of a
 * category. No columns, or one of text, which becomes no number, is an error.
 *
 * @example
 * const flat = row({ area: table.number, rooms: table.optional(table.integer), street: table.category(['quiet', 'loud']) })
 * flat.shape // [4]
 * flat.fields // ['area', 'rooms', 'street']
 */
export const row = <const C extends Columns, const U extends 'error' | 'warn' = 'error'>(
  columns: C, options: RowOptions<U> = {},
): RowInput<C, U> => {
  check('model.row', { columns }, { columns: aRecord })
  const { unknown = 'error' } = checkOptions<RowOptions>('model.row', options, { unknown: oneOf('error', 'warn') })
  const cells: readonly (readonly [name: string, cell: AnyCell])[] = Object.entries(columns)
  if (cells.length === 0) fail('model.row', { argument: 'columns', expected: 'a record of at least one column', received: columns })
  for (const [name, cell] of cells) {
    check('model.row', { [name]: cell }, { [name]: aCell })
    if (cell.feature.kind === 'text')
      fail('model.row', { argument: name, expected: 'a number, a category or a boolean: text becomes no number', received: cell.name })
  }
  const names = cells.map(([name]) => name)
  const width = cells.reduce((n, [, { feature }]) => n + feature.width, 0)

  const wrongCell = (field: string, { name, feature }: AnyCell, value: unknown): Wrong => ({
    field, expected: name, received: value,
    ...(typeof value === 'string' && feature.names !== undefined ? { hint: suggestion(value, feature.names) } : {}),
  })
  /** A field that no column has; a slip of the pen is told as such. */
  const surplus = (field: string, received: unknown, given: object): Wrong => {
    const meant = suggestion(field, names.filter((name) => !Object.hasOwn(given, name))) || suggestion(field, names)
    const message = `${JSON.stringify(field)} is no column of the schema${meant || `; there are ${names.join(', ')}`}`
    return { field, expected: 'left out: the schema has no such column', received, message }
  }

  const read: Input['read'] = (given, into, from) => {
    if (!isRecord(given))
      return { wrong: [{ field: 'the case', expected: `a record of ${names.join(', ')}`, received: given }], unknown: {} }
    const wrong: Wrong[] = []
    const others: [string, string][] = []
    let at = from
    for (const [name, cell] of cells) {
      const value = own(given, name)
      const decoded = isPresent(value) ? cell.decode(value) : cell.is(undefined) ? E.right(undefined) : undefined
      if (decoded !== undefined && E.isRight(decoded)) {
        for (const x of cell.feature.spread(decoded.right)) into[at++] = x
        continue
      }
      if (unknown === 'warn' && cell.feature.kind === 'category' && typeof value === 'string') others.push([name, value])
      else wrong.push(wrongCell(name, cell, value))
      for (let i = 0; i < cell.feature.width; i++) into[at++] = 0
    }
    for (const field of Object.keys(given)) {
      if (!Object.hasOwn(columns, field)) wrong.push(surplus(field, given[field], given))
    }
    return wrong.length === 0 && others.length === 0 ? undefined : ({ wrong, unknown: Object.fromEntries(others) } satisfies Reading)
  }

  return Object.freeze<RowInput<C, U>>({
    kind: 'row',
    schema: { kind: 'row', unknown, columns: cells.map(([name, cell]) => [name, described(cell)]) },
    shape: [width as RowWidth<C>],
    dtype: 'f32',
    fields: names,
    allocate: (n) => new Float64Array(n * width),
    standardized: cells.flatMap(([, { feature: { kind, labels } }]) => labels.map(() => kind !== 'category')),
    read,
    caseOf: (example) => Object.fromEntries(Object.entries(example).filter(([name]) => Object.hasOwn(columns, name))),
    show: (given) => ({
      kind: 'row',
      cells: Object.fromEntries(names.map((name) => {
        const value = own(given, name) ?? null
        return [name, typeof value === 'number' || typeof value === 'boolean' || value === null ? value : String(value)]
      })),
    }),
  })
}
