/** The examples of a data set in another order, fewer of them, or more. */
import { fail } from '../shape/error.js'
import type { DType, Float, Shape } from '../shape/shape.js'
import { permutation } from '../random/permutation.js'
import { checkKey, type Key } from '../random/key.js'
import type { AnyTensor } from '../tensor/tensor.js'
import { dataset, type Columns, type Dataset } from './dataset.js'
import { join, rangeOfRows, takeRows } from './rows.js'

/** The same examples in an order drawn by `key`. */
export const shuffle = (key: Key) => {
  checkKey('dataset.shuffle', key)
  return <I extends Shape, T extends Shape, D extends DType, F extends Float>(data: Dataset<I, T, D, F>): Dataset<I, T, D, F> =>
    dataset('dataset.shuffle', takeRows(data, permutation(key, data.size)))
}

/** The examples with these numbers, in this order; a number outside 0 … size - 1, or none at all, is an error. */
export const select = (rows: ArrayLike<number>) =>
  <I extends Shape, T extends Shape, D extends DType, F extends Float>(data: Dataset<I, T, D, F>): Dataset<I, T, D, F> => {
    for (let i = 0; i < rows.length; i++) {
      const row = rows[i] as number
      if (!Number.isInteger(row) || row < 0 || row >= data.size)
        fail('dataset.select', { argument: `rows[${i}]`, expected: `a whole number from 0 to ${data.size - 1}`, received: row })
    }
    return dataset('dataset.select', takeRows(data, rows))
  }

/** The examples from `start` up to and without `stop`: 0 ≤ start < stop ≤ size. */
export const slice = (start: number, stop: number) =>
  <I extends Shape, T extends Shape, D extends DType, F extends Float>(data: Dataset<I, T, D, F>): Dataset<I, T, D, F> => {
    if (!Number.isInteger(start) || start < 0 || start >= data.size)
      fail('dataset.slice', { argument: 'start', expected: `a whole number from 0 to ${data.size - 1}`, received: start })
    if (!Number.isInteger(stop) || stop <= start || stop > data.size)
      fail('dataset.slice', { argument: 'stop', expected: `a whole number from ${start + 1} to ${data.size}`, received: stop })
    return dataset('dataset.slice', rangeOfRows(data, start, stop))
  }

/** The first `count` examples. */
export const take = (count: number) =>
  <I extends Shape, T extends Shape, D extends DType, F extends Float>(data: Dataset<I, T, D, F>): Dataset<I, T, D, F> => {
    if (!Number.isInteger(count) || count < 1 || count > data.size)
      fail('dataset.take', { argument: 'count', expected: `a whole number from 1 to ${data.size}`, received: count })
    return dataset('dataset.take', rangeOfRows(data, 0, count))
  }

const joinable = (operation: string, first: Columns, second: Columns): void => {
  const row = (x: AnyTensor | undefined): string => (x === undefined ? 'none' : `${x.dtype}[${(x.shape as Shape).slice(1).join(', ')}]`)
  for (const name of ['inputs', 'targets', 'weights'] as const) {
    if (row(first[name]) !== row(second[name]))
      fail(operation, { argument: name, expected: `as in the first data set, ${row(first[name])}`, received: row(second[name]) })
  }
}

/** Columns of one kind, one after the other. */
export const joinColumns = (operation: string, parts: readonly Columns[]): Columns => {
  const [first] = parts as readonly [Columns]
  parts.forEach((part) => joinable(operation, first, part))
  const weights = parts.flatMap((part) => part.weights ?? [])
  return {
    inputs: join(parts.map((part) => part.inputs)),
    targets: join(parts.map((part) => part.targets)),
    ...(weights.length === 0 ? {} : { weights: join(weights) }),
  }
}

/** The examples of the data set that comes down the pipe, then those of `second`. */
export const concatenate = <I extends Shape, T extends Shape, D extends DType, F extends Float>(second: Dataset<I, T, D, F>) =>
  (first: Dataset<I, T, D, F>): Dataset<I, T, D, F> => dataset('dataset.concatenate', joinColumns('dataset.concatenate', [first, second]))
