/** Names and numbers as they stand in sentences. */
import { format } from 'd3-format'
import type { Result } from '../../run/index.js'
import { numberText, percentText } from '../page/number.js'

/** What a figure is called where its name in code is not what a reader knows. */
const known: ReadonlyMap<string, string> = new Map([
  ['r2', 'R²'], ['auc', 'ROC AUC'], ['rocAuc', 'ROC AUC'], ['prAuc', 'average precision'], ['f1', 'F1'], ['macroF1', 'macro F1'],
  ['mae', 'mean absolute error'], ['mse', 'mean squared error'], ['rmse', 'root mean squared error'],
  ['matthews', 'Matthews correlation'], ['cohenKappa', 'Cohen’s κ'], ['meanIoU', 'mean IoU'],
])

/**
 * The name of a figure in words.
 *
 * @example
 * figureName('meanAbsoluteError') // 'mean absolute error'
 * figureName('r2') // 'R²'
 */
export const figureName = (name: string): string =>
  known.get(name) ?? name.replace(/([a-z0-9])([A-Z])/g, (_, before: string, after: string) => `${before} ${after.toLowerCase()}`)

/** Whether less of a figure is better. */
export const isCost = (name: string): boolean => /loss|error|perplexity|entropy|deviation|distance|divergence|brier|^(mae|mse|rmse)$/i.test(name)

/** Whether a value of the result's score is better than another; NaN is not better than anything. */
export const isBetter = (name: string, value: number, other: number): boolean => (isCost(name) ? value < other : value > other)

/** The part in a sentence: cases that were `held back` were not seen in training. */
export const partText = ({ part }: Result): string => (part === 'held back' ? 'that it had not seen' : `of the part “${part}”`)

/**
 * A number with its noun, in the plural where it is not 1.
 *
 * @example
 * counted(1, 'case') // '1 case'
 * counted(1200, 'class', 'classes') // '1,200 classes'
 */
export const counted = (n: number, one: string, many = `${one}s`): string => `${numberText(n)} ${n === 1 ? one : many}`

/**
 * Names in a row, the first `most` of them.
 *
 * @example
 * listed(['a', 'b', 'c'], 3) // 'a, b and c'
 * listed(['a', 'b', 'c', 'd'], 2) // 'a, b and 2 more'
 */
export const listed = (names: readonly string[], most: number): string => {
  const shown = names.length > most ? [...names.slice(0, most), `${numberText(names.length - most)} more`] : names
  return shown.length < 2 ? shown.join('') : `${shown.slice(0, -1).join(', ')} and ${shown.at(-1)}`
}

/** The score of a result. */
export const scoreOf = ({ figures, score }: Result): number => figures[score] ?? NaN

/** Whether a figure is a share that people read in percent. */
const isShare = (name: string, value: number): boolean =>
  /accuracy|precision|recall|f1$|top\d/i.test(name) && value >= 0 && value <= 1

/** What is at most 1, where the fourth digit after the point is the last that anyone reads. */
const placed = format('.4~f')

/** A value of a figure as it is read. */
export const valueText = (name: string, value: number): string =>
  (isShare(name, value) ? percentText(value) : name === 'r2' && Math.abs(value) < 1 ? placed(value) : numberText(value))

/**
 * A number that nothing counted is above.
 *
 * @example
 * atMost(14512.5) // '14,513'
 * atMost(0.25) // '0.25'
 */
export const atMost = (x: number): string => numberText(Math.abs(x) >= 1000 ? Math.ceil(x) : x)

/** A share or an area to three digits after the point. */
export const rounded = format('.3f')
