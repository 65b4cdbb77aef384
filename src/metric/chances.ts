/** Outputs read as the probabilities of classes, in double precision whatever their element type is. */
import { log, logSigmoid, sigmoid } from '../program/elementary/functions.js'
import { convert, like, sub, type Scalar } from '../program/scalar.js'
import { fail } from '../shape/error.js'
import { anInteger, checkOptions, oneOf } from '../shape/options.js'
import { logSoftmax, softmax } from '../tensor/softmax.js'
import { elements, type AnyTensor } from '../tensor/tensor.js'
import * as raw from '../tensor/untyped.js'
import { scored, type IgnoreOptions, type Scored } from './classes.js'
import type { Evidence } from './metric.js'
import { sum, upTo, type Table } from './table.js'

/** What the outputs of a network are. */
export interface ChanceOptions extends IgnoreOptions {
  /**
   * `logits`: softmax over the last axis makes probabilities of them, or the sigmoid of a single output that of class 1.
   * `probabilities`: they are probabilities themselves, such as those of a network that ends in softmax. `logits` by default.
   */
  readonly from?: 'logits' | 'probabilities'
}

/** The true class of each example, and a number for each example and class. */
export interface Chances {
  readonly truth: readonly number[]
  readonly table: Table
}

export const chanceKinds = { from: oneOf('logits', 'probabilities'), ignore: anInteger }

// @__NO_SIDE_EFFECTS__
export const chanceOptions = (metric: string, options: ChanceOptions): ChanceOptions =>
  checkOptions<ChanceOptions>(`metric.${metric}`, options, chanceKinds)

/** What is read from the logits of classes, from the logit of one, or from a probability. */
interface Form {
  readonly ofLogits: (x: AnyTensor) => AnyTensor
  readonly ofLogit: (x: AnyTensor) => AnyTensor
  readonly ofProbability: (x: AnyTensor) => AnyTensor
}

// @__NO_SIDE_EFFECTS__
const pointwise = (f: (x: Scalar) => Scalar) => raw.elementwise((x) => f(x))
const plain: Form = { ofLogits: softmax, ofLogit: pointwise(sigmoid), ofProbability: (x) => x }
const logarithmic: Form = { ofLogits: logSoftmax, ofLogit: pointwise(logSigmoid), ofProbability: pointwise(log) }

const widened = raw.elementwise((x) => convert(x, 'f64'))
const opposite = raw.elementwise((x) => sub(like(x, 1), x))

/** Sums of probabilities in single precision are this close to 1, also of very many classes. */
const tolerance = 1e-3

/** What a row of outputs must be, and how it is not. */
interface Flaw {
  readonly expected: string
  readonly received: number
  readonly message: string
}

const flawOfLogits = (values: readonly number[]): Flaw | undefined =>
  values.length === 1 ? undefined
  : values.includes(Infinity) ? { expected: 'finite logits', received: Infinity, message: 'hold an infinite logit' }
  : values.every((x) => x === -Infinity) ? { expected: 'a finite logit', received: -Infinity, message: 'rule out every class' }
  : undefined

const flawOfProbabilities = (values: readonly number[]): Flaw | undefined => {
  const outside = values.find((p) => p < 0 || p > 1)
  const range = 'probabilities in [0, 1]'
  if (outside !== undefined) return { expected: range, received: outside, message: `should be ${range}, but hold ${outside}` }
  const total = sum(values)
  if (values.length === 1 || Math.abs(total - 1) <= tolerance) return undefined
  const one = 'probabilities that add up to 1'
  return { expected: one, received: total, message: `should be ${one}, but add up to ${total}` }
}

const checkRow = (metric: string, from: ChanceOptions['from'], values: readonly number[], row: number): void => {
  const flaw = values.some(Number.isNaN) ? { expected: 'numbers', received: NaN, message: 'hold NaN' }
    : from === 'probabilities' ? flawOfProbabilities(values) : flawOfLogits(values)
  if (flaw !== undefined)
    fail(`metric.${metric}`, { ...flaw, argument: 'predictions', message: `predictions ${flaw.message} at example ${row}` })
}

/** The numbers of every class; of a single output those of class 1, and of class 0 what is left. */
const tableOf = (
  { rows, classes, scores }: Scored, predictions: AnyTensor, from: ChanceOptions['from'], form: Form,
): Table => {
  const { ofLogits, ofLogit, ofProbability } = form
  const x = widened(predictions)
  const isLogits = from !== 'probabilities'
  const size = { rows: rows.length, columns: classes }
  if (scores.columns === 1) {
    const pair = isLogits ? [ofLogit(raw.neg(x)), ofLogit(x)] : [ofProbability(opposite(x)), ofProbability(x)]
    const columns = pair.map(elements)
    return { ...size, at: (i, c) => (columns[c] as Float64Array)[rows[i] as number] as number }
  }
  const values = elements(isLogits ? ofLogits(x) : ofProbability(x))
  return { ...size, at: (i, c) => values[(rows[i] as number) * classes + c] as number }
}

// @__NO_SIDE_EFFECTS__
const read = (form: Form) => (metric: string, evidence: Evidence, { from, ignore }: ChanceOptions): Chances => {
  const found = scored(metric, evidence, ignore)
  const { columns, at } = found.scores
  const all = upTo(columns)
  for (const row of found.rows) checkRow(metric, from, all.map((c) => at(row, c)), row)
  return { truth: found.truth, table: tableOf(found, evidence.predictions, from, form) }
}

/** The probability of each class. */
export const chances = read(plain)
/** The natural logarithm of the probability of each class, accurate also where the probability is close to 0. */
export const logChances = read(logarithmic)
