/** Rows of tensors, selected by index and copied: a row is what one example has along the first axis. */
import { allocate, type Elements } from '../program/elements.js'
import { count } from '../program/program.js'
import { mapTensors } from '../tensor/form.js'
import { concrete, elements, type AnyTensor } from '../tensor/tensor.js'
import type { Columns } from './dataset.js'

const copyRows = (from: Elements, rows: ArrayLike<number>, width: number, to: Elements): void => {
  // Copying element by element is faster than a view for short rows.
  if (width < 32) {
    for (let i = 0; i < rows.length; i++) {
      const at = (rows[i] as number) * width
      for (let j = 0; j < width; j++) to[i * width + j] = from[at + j] as number
    }
    return
  }
  for (let i = 0; i < rows.length; i++) {
    const at = (rows[i] as number) * width
    to.set(from.subarray(at, at + width), i * width)
  }
}

/** The rows with these numbers, in this order. */
export const take = (x: AnyTensor, rows: ArrayLike<number>): AnyTensor => {
  const row = (x.shape as readonly number[]).slice(1)
  const width = count(row)
  const taken = allocate(x.dtype, rows.length * width)
  copyRows(elements(x), rows, width, taken)
  return concrete({ shape: [rows.length, ...row], dtype: x.dtype }, taken)
}

/** The rows from `start` up to and without `stop`. */
export const range = (x: AnyTensor, start: number, stop: number): AnyTensor => {
  const row = (x.shape as readonly number[]).slice(1)
  const width = count(row)
  return concrete({ shape: [stop - start, ...row], dtype: x.dtype }, elements(x).slice(start * width, stop * width))
}

/** Rows of several tensors, one after the other. */
export const join = (xs: readonly AnyTensor[]): AnyTensor => {
  const [{ shape, dtype }] = xs as readonly [AnyTensor]
  const sizes = xs.map((x) => count(x.shape))
  const joined = allocate(dtype, sizes.reduce((sum, n) => sum + n, 0))
  let at = 0
  for (const x of xs) {
    joined.set(elements(x), at)
    at += count(x.shape)
  }
  const rows = xs.reduce((sum, x) => sum + (x.shape[0] as number), 0)
  return concrete({ shape: [rows, ...(shape as readonly number[]).slice(1)], dtype }, joined)
}

/** Every column changed in the same way. */
export const columnwise = ({ inputs, targets, weights }: Columns, f: (column: AnyTensor) => AnyTensor): Columns =>
  ({ inputs: mapTensors(inputs, f), targets: mapTensors(targets, f), ...(weights === undefined ? {} : { weights: f(weights) }) })

export const takeRows = (columns: Columns, rows: ArrayLike<number>): Columns => columnwise(columns, (x) => take(x, rows))
export const rangeOfRows = (columns: Columns, start: number, stop: number): Columns =>
  columnwise(columns, (x) => range(x, start, stop))
