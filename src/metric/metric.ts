/**
 * A metric is a function of what a network says about examples and what is true of them. Sums and ratios are in double
 * precision; where nothing is below a ratio, it is 0.
 *
 * @example
 * evaluate(state, test, { accuracy: metric.accuracy, confusion: metric.confusionMatrix })
 */
import { fail } from '../shape/error.js'
import { elements, isTensor, type AnyTensor } from '../tensor/tensor.js'

/** Outputs of a network [examples, ...], the targets of the same examples, and the mean loss over them. */
export interface Evidence {
  readonly predictions: AnyTensor
  readonly targets: AnyTensor
  readonly loss: number
}

/** A value computed from evidence: a number, or several. */
export interface Metric<A = number> {
  readonly name: string
  /** The value; evidence that it cannot be computed from is an error that says why. */
  readonly of: (evidence: Evidence) => A
}

/** The values of metrics, by name. */
export type Values<M extends Readonly<Record<string, Metric<any>>>> = { readonly [K in keyof M]: M[K] extends Metric<infer A> ? A : never }

/** Every metric of a record, of the same evidence. */
export const values = <M extends Readonly<Record<string, Metric<any>>>>(metrics: M) => (evidence: Evidence): Values<M> =>
  // Each entry is of its own metric's type, which `Object.entries` forgets.
  Object.freeze(Object.fromEntries(Object.entries(metrics).map(([name, metric]) => [name, metric.of(evidence)]))) as Values<M>

/** The mean loss: the one that training minimises. */
export const loss: Metric = { name: 'loss', of: (evidence) => evidence.loss }

/** A table in row-major order. */
export interface Table {
  readonly rows: number
  readonly columns: number
  readonly at: (row: number, column: number) => number
}

/** Examples [n, ...] as the rows of a table, the last axis as its columns; one output each may be [n] as well. */
export const table = (metric: string, argument: string, x: AnyTensor): Table => {
  if (!isTensor(x)) return fail(`metric.${metric}`, { argument, expected: 'a tensor [examples, ...]', received: x })
  const shape: readonly number[] = x.shape
  if (shape.length === 0 || shape.includes(0)) fail(`metric.${metric}`, { argument, expected: 'at least 1 example', received: shape })
  const columns = shape.length === 1 ? 1 : shape.at(-1) as number
  const values = elements(x)
  return { rows: values.length / columns, columns, at: (row, column) => values[row * columns + column] as number }
}

/** 0, 1, …, n - 1. */
export const upTo = (n: number): readonly number[] => Array.from({ length: n }, (_, i) => i)

export const sum = (terms: readonly number[]): number => terms.reduce((total, term) => total + term, 0)
export const mean = (terms: readonly number[]): number => ratio(sum(terms), terms.length)
export const ratio = (over: number, under: number): number => (under === 0 ? 0 : over / under)
