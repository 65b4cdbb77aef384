/** The codec of a labeled row: from the cells of a file to examples. */
import * as E from 'fp-ts/lib/Either.js'
import type { Decoder, ValidationError } from 'io-ts'
import { boolean, number } from '../dataset/table/cell.js'
import { codecOf, partOf, plainly, refused } from '../io/codec.js'
import { fail, valueText } from '../shape/error.js'
import { check, isRecord } from '../shape/options.js'
import { aDefinition, type Definition, type LabeledBy } from './define.js'
import type { Input } from './input.js'
import type { Output } from './output.js'
import { own as fieldOf } from './own.js'

/** A target as a file has it: the text of a number or a truth value is that. */
const targetOf = ({ kind, read }: Output, cell: unknown): unknown => {
  const decoded: E.Either<unknown, unknown> | undefined = kind === 'classes' || typeof cell !== 'string' ? undefined
    : kind === 'quantity' ? number.decode(cell) : boolean.decode(cell)
  const target = decoded === undefined ? cell : E.isRight(decoded) ? decoded.right : undefined
  return read(target) === undefined ? undefined : target
}

/**
 * The codec of examples of a definition whose raw case is a row, for `readCsv` and its like: it takes the columns of the schema and
 * the target, checks each cell, and leaves out what the definition does not name. What it gives `train` and `evaluate` take.
 *
 * @example
 * const flats = define({
 *   input: row({ area: table.number, rooms: table.optional(table.integer) }),
 *   output: quantity('price'), network: perceptron({ hidden: [8] }),
 * })
 * example(flats).decode({ area: '50', rooms: 'NA', price: '170', street: 'High Street' }) // Right: { area: '50', rooms: 'NA', price: 170 }
 * example(flats).decode({ area: '50', rooms: 'two', price: '170' }) // Left
 */
export const example = <I extends Input, O extends Output, P>(definition: Definition<I, O, P>): Decoder<unknown, LabeledBy<I, O>> => {
  check('model.example', { definition }, { definition: aDefinition })
  const { input, output } = definition as unknown as Definition
  if (input.kind !== 'row')
    fail('model.example', { argument: 'definition', expected: 'one whose raw case is a row', received: input.kind })
  const codec = codecOf<unknown, unknown>(
    `an example of ${output.name}`,
    (u): u is unknown => isRecord(u),
    (u, context) => {
      if (!isRecord(u)) return refused(u, context, `a record expected, received ${valueText(u)}`)
      const own = input.caseOf(u)
      const target = targetOf(output, fieldOf(u, output.name))
      // A column that is not there is not a column of missing cells.
      const absent = input.fields.filter((field) => !Object.hasOwn(u, field))
      const wrong = [
        ...absent.map((field) => ({ field, expected: 'a column of this name', received: undefined })),
        ...input.read(own, input.allocate(1), 0)?.wrong.filter(({ field }) => !absent.includes(field)) ?? [],
        ...(target === undefined
          ? [{ field: output.name, expected: output.expected, received: fieldOf(u, output.name) }] : []),
      ]
      const errors = wrong.map(({ field, expected, received }): ValidationError => {
        const type = plainly(expected, (x): x is unknown => x === undefined)
        return { value: received, context: partOf(context, field, type, received), message: expected }
      })
      return errors.length > 0 ? E.left(errors) : E.right({ ...own as object, [output.name]: target })
    },
    (a) => a,
  )
  return codec as unknown as Decoder<unknown, LabeledBy<I, O>>
}
