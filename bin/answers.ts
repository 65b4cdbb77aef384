/** Predictions as they go to standard output: CSV with a header, or an object a line. */
import { csvLine } from './csvText.js'

/** A prediction: what is predicted by its name, and beside it probabilities and categories that the model does not know. */
export interface Answer {
  readonly [name: string]: unknown
  readonly probabilities?: Readonly<Record<string, number>>
  readonly unknown?: Readonly<Record<string, string>>
}

export interface Answered {
  /** The file of the case, where each has its own. */
  readonly file?: string
  readonly answer: Answer
}

/** Numbers at the precision that a model has: f32 says no more than nine digits. */
const numeral = (value: number): string => String(Number(value.toPrecision(9)))

/** `island=Mars`, between semicolons. */
const unknownText = (unknown: Answer['unknown']): string =>
  Object.entries(unknown ?? {}).map(([column, category]) => `${column}=${category}`).join('; ')

/**
 * The table of predictions: the file, where there is one; what is predicted; the probability of each class; and `unknown`, the
 * categories that the model does not know.
 */
export const answersCsv = (target: string, classes: readonly string[], answers: readonly Answered[]): string => {
  const named = answers.some(({ file }) => file !== undefined)
  const header = [...(named ? ['file'] : []), target, ...classes.map((name) => `${target}=${name}`), 'unknown']
  return [header, ...answers.map(({ file, answer }) => {
    const value = answer[target]
    return [
      ...(named ? [file ?? ''] : []), typeof value === 'number' ? numeral(value) : String(value),
      ...classes.map((name) => numeral(answer.probabilities?.[name] ?? NaN)), unknownText(answer.unknown),
    ]
  })].map(csvLine).join('')
}

/** An object a line. */
export const answersJson = (answers: readonly Answered[]): string =>
  answers.map(({ file, answer }) => `${JSON.stringify({ ...(file === undefined ? {} : { file }), ...answer })}\n`).join('')
