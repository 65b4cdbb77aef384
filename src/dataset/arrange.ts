/**
 * The examples of a data set in another order, fewer of them, or more.
 *
 * @example
 * const data = of({ inputs: t.of([4, 1], [1, 2, 3, 4]), targets: t.of([4], [0, 0, 1, 1], 'i32') })
 * pipe(data, take(3)).inputs // [[1], [2], [3]]
 * pipe(data, slice(1, 3)).inputs // [[2], [3]]
 * pipe(data, select([3, 0])).inputs // [[4], [1]]
 * pipe(data, take(1), concatenate(pipe(data, slice(3, 4)))).inputs // [[1], [4]]
 * pipe(data, shuffle(random.key(0))).size // 4
 */
import { fail } from '../shape/error.js'
import { aNumberList, check } from '../shape/options.js'
import type { Shape } from '../shape/shape.js'
import { checkKey, type Key } from '../random/key.js'
import { permutation } from '../random/permutation.js'
import {
  expectNames, mapTensors, tensorAt, type DTypes, type Form, type Shapes, type Tensors,
} from '../tensor/form.js'
import { isTensor, type AnyTensor } from '../tensor/tensor.js'
import * as tree from '../tensor/tree.js'
import { checkWhole } from '../tensor/argument.js'
import { dataset, expectDataset, type Columns, type Dataset, type Rearrangement } from './dataset.js'
import { join, rangeOfRows, takeRows } from './rows.js'

/** The same examples in an order drawn by `key`. */
export const shuffle = (key: Key): Rearrangement => {
  checkKey('dataset.shuffle', key)
  return (data) => {
    expectDataset('dataset.shuffle', data)
    return dataset('dataset.shuffle', takeRows(data, permutation(key, data.size)))
  }
}

/** The examples with these numbers, in this order; a number outside 0 … size - 1, or none at all, is an error. */
export const select = (rows: ArrayLike<number>): Rearrangement => (data) => {
  expectDataset('dataset.select', data)
  check('dataset.select', { rows }, { rows: aNumberList })
  Array.from(rows, (row, i) => checkWhole('dataset.select', `rows[${i}]`, row, 0, data.size - 1))
  return dataset('dataset.select', takeRows(data, rows))
}

/** The examples from `start` up to and without `stop`: 0 ≤ start < stop ≤ size. */
export const slice = (start: number, stop: number): Rearrangement => (data) => {
  expectDataset('dataset.slice', data)
  checkWhole('dataset.slice', 'start', start, 0, data.size - 1)
  checkWhole('dataset.slice', 'stop', stop, start + 1, data.size)
  return dataset('dataset.slice', rangeOfRows(data, start, stop))
}

/** The first `count` examples, from 1 to all of them. */
export const take = (count: number): Rearrangement => (data) => {
  expectDataset('dataset.take', data)
  checkWhole('dataset.take', 'count', count, 1, data.size)
  return dataset('dataset.take', rangeOfRows(data, 0, count))
}

/** `f32[28, 28, 1]`: what one example has in a column. */
const rowType = (x: AnyTensor | undefined): string =>
  x === undefined ? 'none' : `${x.dtype}[${(x.shape as Shape).slice(1).join(', ')}]`

/** What inputs or targets are called, each tensor of a record by its name. */
const named = (name: string, key: string): string => (key === '' ? name : `${name}.${key}`)

const checkJoinable = (operation: string, first: Columns, other: Columns): void => {
  for (const name of ['inputs', 'targets', 'weights'] as const) {
    const [model, given] = [first[name], other[name]]
    if (model !== undefined && given !== undefined)
      expectNames(operation, name, isTensor(model) ? [] : tree.map(model, () => []) as unknown as Shapes, given)
    for (const key of model === undefined || isTensor(model) ? [''] : Object.keys(model)) {
      const [wanted, received] = [model, given].map((x) => rowType(x === undefined ? x : tensorAt(x, key)))
      if (wanted !== received)
        fail(operation, { argument: named(name, key), expected: `${wanted} as in what comes before`, received })
    }
  }
}

/** Columns of one kind, one after the other. */
export const joinColumns = (operation: string, parts: readonly Columns[]): Columns => {
  const [first] = parts as readonly [Columns]
  parts.forEach((part) => checkJoinable(operation, first, part))
  const joined = (name: 'inputs' | 'targets'): Tensors =>
    mapTensors(first[name], (_, key) => join(parts.map((part) => tensorAt(part[name], key))))
  const weights = parts.flatMap((part) => part.weights ?? [])
  return { inputs: joined('inputs'), targets: joined('targets'), ...(weights.length === 0 ? {} : { weights: join(weights) }) }
}

/** The examples of the data set that comes down the pipe, then those of `second`. */
export const concatenate = <I extends Form, T extends Form, D extends DTypes, F extends DTypes>(second: Dataset<I, T, D, F>) =>
  (first: Dataset<I, T, D, F>): Dataset<I, T, D, F> => {
    for (const data of [first, second]) expectDataset('dataset.concatenate', data)
    return dataset('dataset.concatenate', joinColumns('dataset.concatenate', [first, second]))
  }
