/** What is wrong with raw cases, field by field, in one sentence. */
import { TenfoldError, valueText } from '../shape/error.js'

/** A field that does not fit the schema. */
export interface Wrong {
  readonly field: string
  readonly expected: string
  readonly received: unknown
  /** What was probably meant: `; did you mean "Biscoe"?`. */
  readonly hint?: string
  /** The sentence, where another one says it better. */
  readonly message?: string
}

/** Fields that are told one by one. */
const most = 3

const sentence = ({ field, expected, received, hint = '', message }: Wrong): string =>
  message ?? `${field} should be ${expected}, but is ${received === undefined ? 'missing' : valueText(received)}${hint}`

/** One error for all that is wrong: its argument is the first field, its sentence tells the first three. */
export const misfit = (operation: string, wrong: readonly Wrong[], at?: string, place = ''): TenfoldError => {
  const [first = { field: 'the case', expected: 'a case of the schema', received: undefined }] = wrong
  const told = wrong.slice(0, most).map(sentence).join('; ')
  const more = wrong.length > most ? `; and ${wrong.length - most} more` : ''
  return new TenfoldError(operation, {
    argument: `${place}${first.field}`, expected: first.expected, received: first.received, message: `${place}${told}${more}`,
  }, at)
}
