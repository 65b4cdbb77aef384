/** Rows in the order of numbers that they have. */
import { and, convert, eq, lt, or } from '../program/scalar.js'
import type { AnyTensor } from '../tensor/tensor.js'
import * as raw from '../tensor/untyped.js'
import { over } from './matrix.js'

const before = over((x, y, i, j) => convert(or(lt(y, x), and(eq(y, x), lt(j, i))), 'i32'))
const isAt = over((rank, r, x) => convert(eq(rank, r), x.dtype))

/** The permutation, [batch, n, n], that puts numbers [batch, n] in ascending order, equal ones as they were. */
export const ascending = (x: AnyTensor): AnyTensor => {
  const [b, n] = x.shape as readonly [number, number]
  const shape = [b, n, n]
  const [column, row] = [raw.reshape(x, [b, n, 1]), raw.reshape(x, [b, 1, n])]
  const rank = raw.reduce('sum', before(shape, column, row, raw.iota(shape, 1), raw.iota(shape, 2)), [2])
  return isAt(shape, raw.reshape(rank, [b, 1, n]), raw.iota(shape, 1), column)
}
