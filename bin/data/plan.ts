/**
 * What the columns of a table are taken for, as plain data: found once, from what is learned from, and kept with the model, so
 * that a new file is read by the same decisions.
 */
import * as t from 'io-ts'
import { table } from 'tenfold'

const Decimal = t.keyof({ '.': null, ',': null })
const Order = t.keyof({ ymd: null, dmy: null, mdy: null })

const Input = t.union([
  t.strict({ name: t.string, kind: t.literal('number'), decimal: Decimal }),
  /** Days since the earliest date. */
  t.strict({ name: t.string, kind: t.literal('date'), order: Order, origin: t.number }),
  /** The words for false and for true, in small letters. */
  t.strict({ name: t.string, kind: t.literal('boolean'), words: t.tuple([t.string, t.string]) }),
  /** Names, the commonest first; with `others`, all other names count as one that is called so. */
  t.intersection([
    t.strict({ name: t.string, kind: t.literal('category'), categories: t.readonlyArray(t.string) }),
    t.partial({ others: t.string }),
  ]),
])

const Target = t.union([
  t.strict({ name: t.string, kind: t.literal('classes'), classes: t.readonlyArray(t.string) }),
  t.strict({ name: t.string, kind: t.literal('number'), decimal: Decimal }),
])

/** The codec of plans in JSON. */
export const Plan = t.strict({
  format: t.literal('tenfold table 1'),
  inputs: t.readonlyArray(Input),
  target: Target,
  /** Columns that nothing is learned from, and why. */
  ignored: t.readonlyArray(t.strict({ name: t.string, reason: t.string })),
  /** Texts that stand for a missing cell. */
  missing: t.readonlyArray(t.string),
})

export type Plan = t.TypeOf<typeof Plan>
export type InputColumn = t.TypeOf<typeof Input>
export type TargetColumn = t.TypeOf<typeof Target>

/** Names as `table.category` takes them: there is at least one. */
const listed = (names: readonly string[]) => names as readonly [string, ...string[]]

/** The cell of a column's values, each of which may be missing. */
export const inputCell = (column: InputColumn): table.Cell<any> => {
  switch (column.kind) {
    case 'number': case 'date': return table.optional(table.number, [''])
    case 'boolean': return table.optional(table.boolean, [''])
    case 'category': {
      const { categories, others } = column
      return table.optional(table.category(listed(others === undefined ? categories : [...categories, others])), [''])
    }
  }
}

/** The cell of the target, which is never missing. */
export const targetCell = (target: TargetColumn): table.Cell<any> =>
  target.kind === 'number' ? table.number : table.category(listed(target.classes))

/** Cells by column: the inputs in their order, the target at the end. */
export const cellsOf = ({ inputs, target }: Plan): Readonly<Record<string, table.Cell<any>>> => ({
  ...Object.fromEntries(inputs.map((column) => [column.name, inputCell(column)])),
  [target.name]: targetCell(target),
})
