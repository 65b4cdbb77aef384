/** Rows of a table as a reader wants them: a category by its name, a missing number as nothing. */
import type { run, table } from 'tenfold'

type Cells = Extract<run.Shown, { readonly kind: 'row' }>['cells']

/** The cells of one row of inputs. */
export const cells = (features: readonly table.TableFeature[], row: readonly number[]): Cells =>
  Object.fromEntries(features.flatMap(({ column, name, kind }, i): readonly (readonly [string, string | number | boolean | null])[] => {
    const value = row[i] as number
    if (kind === 'category') return value === 1 ? [[column, name.slice(column.length + 1)]] : []
    return [[column, Number.isNaN(value) ? null : kind === 'boolean' ? value === 1 : value]]
  }))

/** Numbers that have no names. */
export const unnamed = (width: number): readonly table.TableFeature[] =>
  Array.from({ length: width }, (_, i) => ({ column: `column ${i + 1}`, name: `column ${i + 1}`, kind: 'number' }))
