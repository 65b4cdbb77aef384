/**
 * A small program whose bits are known, of what kernels are made of: products, sums, elementary functions in f64 and in f32,
 * masks and integers, each over more than one vector. An engine that works on wider vectors shows by it that it does not round
 * otherwise.
 */
import { exp, tanh } from '../../program/elementary/functions.js'
import { expression } from '../../program/expression.js'
import type { TensorType } from '../../program/primitive.js'
import type { Program } from '../../program/program.js'
import { add, bitcast, constant, convert, div, lt, max, mul, select, shr, sqrt, xor } from '../../program/scalar.js'

const [rows, inner, columns] = [21, 36, 40]
const of = (...shape: readonly number[]): TensorType => ({ shape, dtype: 'f32' })

/** What becomes of the product, and of the second factor. */
const worked = () => expression(['f32', 'f32'], (x, y) => {
  const scaled = tanh(mul(x, constant('f32', 0.375)))
  const kept = select(lt(x, y), scaled, max(div(x, add(sqrt(mul(y, y)), constant('f32', 0.25))), exp(scaled)))
  const mixed = bitcast(xor(bitcast(kept, 'u32'), shr(bitcast(kept, 'u32'), constant('u32', 20))), 'f32')
  return add(mixed, convert(mul(convert(kept, 'f64'), constant('f64', 1 / 3)), 'f32'))
})

/** [rows, inner] and [inner, columns] become a matrix, and the sums of its rows and of its columns. */
export const program = (): Program => ({
  inputs: [of(rows, inner), of(inner, columns), of(rows, columns)],
  instructions: [
    { primitive: { kind: 'contract', transposeA: false, transposeB: false }, operands: [0, 1], first: 3, types: [of(rows, columns)] },
    { primitive: { kind: 'map', expression: worked() }, operands: [3, 2], first: 4, types: [of(rows, columns)] },
    { primitive: { kind: 'reduce', by: 'sum', axes: [1] }, operands: [4], first: 5, types: [of(rows)] },
    { primitive: { kind: 'reduce', by: 'sum', axes: [0] }, operands: [4], first: 6, types: [of(columns)] },
  ],
  results: [4, 5, 6],
})

/** Numbers from -1 to 1 that look like none in particular: multiples of the golden ratio, as Knuth hashes. */
const some = (n: number, from: number): Float32Array =>
  Float32Array.from({ length: n }, (_, i) => (Math.imul(i + from, 2654435761) >> 8) / 8388608)

export const inputs = (): readonly Float32Array[] =>
  [some(rows * inner, 1), some(inner * columns, 2000), some(rows * columns, 5000)]

/** SHA-256 of the results' bytes, one after another, whatever runs the program. */
export const digest = '9d255e213903eefee6ba9dff91090383b7fccf655b333b3222d545223a16f3ed'
