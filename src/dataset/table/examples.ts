/**
 * From the rows of a table to examples. A table's schema is a record of cells by column: `t.strict(columns)` is the codec of its
 * rows, and here it says what a model is given for each.
 *
 * @example
 * const columns = { sex: category(['female', 'male']), age: optional(number), alive: category(['no', 'yes']) }
 * const rows: readonly Row<typeof columns>[] = [{ sex: 1, age: 22, alive: 0 }, { sex: 0, age: undefined, alive: 1 }]
 * const { inputs, targets } = pipe(rows, examples({ columns, inputs: ['sex', 'age'], target: 'alive' }))
 * inputs // [[0, 1, 22], [1, 0, NaN]]
 * targets // [0, 1]
 */
import type { TypeOf } from 'io-ts'
import { fail } from '../../shape/error.js'
import { aList, aRecord, check, checkOptions, listOf, suggestion } from '../../shape/options.js'
import type { Add } from '../../shape/arithmetic.js'
import { concrete } from '../../tensor/tensor.js'
import { dataset, type Dataset } from '../dataset.js'
import { aCell, type Cell, type CellKind } from './cell.js'

/** The cells of a table by column. */
export type Columns = Readonly<Record<string, Cell<any>>>

/** A row of a table, decoded. */
export type Row<C extends Columns> = { readonly [K in keyof C]: TypeOf<C[K]> }

/** The columns that become numbers. */
export type Usable<C extends Columns> =
  { readonly [K in keyof C]: C[K]['feature']['kind'] extends 'text' ? never : K }[keyof C] & string

/** How many numbers some columns become. */
export type Width<C extends Columns, Names extends readonly (keyof C)[], Sum extends number = 0> =
  Names extends readonly [infer Name extends keyof C, ...infer Rest extends readonly (keyof C)[]]
    ? Width<C, Rest, Add<Sum, C[Name]['feature']['width']>>
    : Names extends readonly [] ? Sum : number

/** The data set that some columns make: a class is the target of a category or a truth value, [1] that of a number. */
export type Examples<C extends Columns, Names extends readonly (keyof C)[], Target extends keyof C> =
  C[Target]['feature']['kind'] extends 'number'
    ? Dataset<readonly [Width<C, Names>], readonly [1], 'f32'>
    : Dataset<readonly [Width<C, Names>], readonly [], 'i32'>

/** Which columns are the inputs, in which order, and which is the target. */
export interface ExamplesOptions<C extends Columns, Names extends readonly (keyof C)[], Target extends keyof C> {
  readonly columns: C
  readonly inputs: Names
  readonly target: Target
}

const spread = (columns: Columns, name: string, row: Row<Columns>, i: number): readonly number[] => {
  const cell = columns[name] as Cell<unknown>
  if (!cell.is(row[name])) fail('table.examples', { argument: `row ${i}, ${name}`, expected: cell.name, received: row[name] })
  return cell.feature.spread(row[name])
}

/** Columns by name, which are there and become numbers. */
const checkColumns = (operation: string, columns: Columns, argument: string, names: readonly unknown[]): void => {
  check(operation, { columns, [argument]: names }, { columns: aRecord, [argument]: aList })
  for (const [name, cell] of Object.entries(columns))
    check(operation, { [`columns.${name}`]: cell }, { [`columns.${name}`]: aCell })
  const known = Object.keys(columns)
  for (const name of names) {
    const text = String(name)
    if (typeof name !== 'string' || !known.includes(name)) {
      const expected = `one of the columns ${known.join(', ')}`
      const others = suggestion(text, known) || `; there are ${known.join(', ')}`
      const message = `unknown column ${JSON.stringify(text)} in ${argument}${others}`
      fail(operation, { argument, expected, received: name, message })
    } else if ((columns[name] as Cell<unknown>).feature.kind === 'text') {
      fail(operation, { argument, expected: 'columns that become numbers', received: name })
    }
  }
}

/** One number each: the class, or the value. */
const targetsOf = (name: string, rows: readonly Row<Columns>[]): readonly number[] =>
  rows.map((row, i) => {
    const value: unknown = row[name]
    if (typeof value === 'number' || typeof value === 'boolean') return Number(value)
    const expected = `a target in column ${JSON.stringify(name)}`
    return fail('table.examples', { argument: `row ${i}`, expected, received: value ?? 'nothing' })
  })

/**
 * The data set of rows: a number becomes itself, a truth value 0 or 1, a category as many numbers as it has names, 1 at its own;
 * a missing number is NaN, which `preprocess.impute` fills, a missing category zeros. No rows or a missing target are an error.
 *
 * @example
 * const columns = { rooms: number, price: number }
 * pipe([{ rooms: 3, price: 170 }], examples({ columns, inputs: ['rooms'], target: 'price' })).targets // [[170]]
 */
export const examples = <
  const C extends Columns, const Names extends readonly Usable<C>[], const Target extends Usable<C>,
>(options: ExamplesOptions<C, Names, Target>) => (rows: readonly Row<C>[]): Examples<C, Names, Target> => {
  const { columns, inputs, target } = checkOptions<ExamplesOptions<C, Names, Target>>(
    'table.examples', options, { columns: true, inputs: true, target: true })
  checkColumns('table.examples', columns, 'inputs', inputs)
  checkColumns('table.examples', columns, 'target', [target])
  check('table.examples', { rows }, { rows: listOf('rows', aRecord) })
  const values = rows.flatMap((row, i) => inputs.flatMap((name) => spread(columns, name, row, i)))
  const kind = (columns[target] as Cell<unknown>).feature.kind
  const labels = targetsOf(target, rows)
  return dataset('table.examples', {
    inputs: concrete({ shape: [rows.length, values.length / Math.max(1, rows.length)], dtype: 'f32' }, Float32Array.from(values)),
    targets: kind === 'number'
      ? concrete({ shape: [rows.length, 1], dtype: 'f32' }, Float32Array.from(labels))
      : concrete({ shape: [rows.length], dtype: 'i32' }, Int32Array.from(labels)),
  }) as Examples<C, Names, Target>
}

/** One number that a model is given: of which column, what it is called, and what it comes from. */
export interface TableFeature {
  readonly column: string
  readonly name: string
  readonly kind: CellKind
}

/**
 * What each place of the inputs is, in the order of `examples`.
 *
 * @example
 * features({ sex: category(['female', 'male']), age: number }, ['age', 'sex']).map(({ name }) => name)
 * // ['age', 'sex=female', 'sex=male']
 */
export const features = <C extends Columns>(columns: C, inputs: readonly Usable<C>[]): readonly TableFeature[] => {
  checkColumns('table.features', columns, 'inputs', inputs)
  return inputs.flatMap((column) => {
    const { kind, labels } = (columns[column] as Cell<unknown>).feature
    return labels.map((label) => ({ column, name: `${column}${label}`, kind }))
  })
}

/**
 * The places of the inputs that come from numbers: those that `preprocess.impute` and `standardise` are about.
 *
 * @example
 * numeric({ sex: category(['female', 'male']), age: number }, ['sex', 'age']) // [2]
 */
export const numeric = <C extends Columns>(columns: C, inputs: readonly Usable<C>[]): readonly number[] =>
  features(columns, inputs).flatMap(({ kind }, i) => (kind === 'number' ? [i] : []))
