/** The examples of a data set by class. */
import { fail } from '../shape/error.js'
import type { Key } from '../random/key.js'
import { permutation } from '../random/permutation.js'
import type { DTypes, Form, Tensors } from '../tensor/form.js'
import { elements, typeInWords } from '../tensor/tensor.js'
import { expectOne, type Dataset } from './dataset.js'

/** A data set whose targets are classes, one whole number for each example. */
export type Labelled<I extends Form, D extends 'i32' | 'u32' | 'bool' = 'i32', F extends DTypes = 'f32'> =
  Dataset<I, readonly [], D, F>

/** The numbers of the examples of each class, classes in increasing order. */
export const byClass = (operation: string, given: Tensors): readonly (readonly number[])[] => {
  const targets = expectOne(operation, 'targets', given)
  const { dtype, shape } = targets
  if ((dtype !== 'i32' && dtype !== 'u32' && dtype !== 'bool') || shape.length !== 1)
    fail(operation, { argument: 'targets', expected: 'one class for each example', received: typeInWords(targets) })
  const classes = new Map<number, number[]>()
  elements(targets).forEach((label, row) => {
    const rows = classes.get(label)
    if (rows === undefined) classes.set(label, [row])
    else rows.push(row)
  })
  return [...classes].sort(([a], [b]) => a - b).map(([, rows]) => rows)
}

/** The same numbers in an order drawn by `key`. */
export const shuffled = (rows: readonly number[], key: Key): readonly number[] =>
  Array.from(permutation(key, rows.length), (i) => rows[i] as number)

export const increasing = (rows: readonly number[]): readonly number[] => rows.toSorted((a, b) => a - b)

/** Whole numbers with sum `total`, as near to the shares as can be: what rounding down leaves, the largest remainders get. */
export const apportion = (shares: readonly number[], total: number): readonly number[] => {
  const missing = total - shares.reduce((sum, share) => sum + Math.floor(share), 0)
  const remainders = shares.map((share, i) => ({ i, remainder: share - Math.floor(share) }))
  const favoured = new Set(remainders.sort((a, b) => b.remainder - a.remainder || a.i - b.i).slice(0, missing).map(({ i }) => i))
  return shares.map((share, i) => Math.floor(share) + (favoured.has(i) ? 1 : 0))
}
