/** Tensors as tables of numbers, and the sums that metrics are made of. */
import { fail } from '../shape/error.js'
import type { Shape } from '../shape/shape.js'
import { elements, isTensor, typeInWords, type AnyTensor } from '../tensor/tensor.js'

/** A table in row-major order. */
export interface Table {
  readonly rows: number
  readonly columns: number
  readonly at: (row: number, column: number) => number
}

/** Examples [n, ...] as the rows of a table, the last axis as its columns; one output each may be [n] as well. */
export const table = (metric: string, argument: string, x: AnyTensor): Table => {
  const operation = `metric.${metric}`
  if (!isTensor(x)) return fail(operation, { argument, expected: 'a tensor [examples, ...]', received: x })
  const shape: Shape = x.shape
  const isEmpty = shape.length === 0 || shape.includes(0)
  if (isEmpty) fail(operation, { argument, expected: 'at least 1 example', received: shape })
  const columns = shape.length === 1 ? 1 : shape.at(-1) as number
  const values = elements(x)
  return { rows: values.length / columns, columns, at: (row, column) => values[row * columns + column] as number }
}

/** Targets that say nothing about these outputs. */
export const mismatch = (metric: string, predictions: AnyTensor, targets: AnyTensor): never => {
  const [expected, received] = [`targets of outputs ${typeInWords(predictions)}`, typeInWords(targets)]
  const message = `targets ${received} do not fit outputs ${typeInWords(predictions)}`
  return fail(`metric.${metric}`, { argument: 'targets', expected, received, message })
}

/** 0, 1, …, n - 1. */
export const upTo = (n: number): readonly number[] => Array.from({ length: n }, (_, i) => i)

/** How often each class occurs among these. */
export const frequencies = (classes: number, labels: readonly number[]): Float64Array => {
  const counts = new Float64Array(classes)
  for (const label of labels) counts[label] = (counts[label] as number) + 1
  return counts
}

export const sum = (terms: readonly number[]): number => terms.reduce((total, term) => total + term, 0)
export const ratio = (over: number, under: number): number => (under === 0 ? 0 : over / under)
export const mean = (terms: readonly number[]): number => ratio(sum(terms), terms.length)
