/** Rows for programs of a fixed number of them. */
import { allocate, type Elements } from '../program/elements.js'
import type { DType } from '../shape/shape.js'

/** `size` rows of so many elements from `at` on. Behind the last the first of them is repeated: any row that is sound will do. */
export const filled = (list: Elements, dtype: DType, width: number, at: number, size: number): Elements => {
  const rows = list.subarray(at * width, (at + size) * width)
  if (rows.length === size * width) return rows
  const all = allocate(dtype, size * width)
  all.set(rows)
  for (let i = rows.length; i < all.length; i += width) all.copyWithin(i, 0, width)
  return all
}
