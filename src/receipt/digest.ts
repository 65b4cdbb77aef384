/**
 * What a tree of tensors is, in 64 digits: equal digests mean equal paths, dtypes, shapes and bits.
 *
 * @example
 * digest({ weights: t.zeros([2]) }) === digest({ weights: t.of([2], [0, 0]) }) // true
 */
import { fail } from '../shape/error.js'
import { elements } from '../tensor/tensor.js'
import type { Leaf } from '../tensor/tree.js'
import { littleEndian } from './bytes.js'
import { sortedLeaves } from './leaves.js'
import { sha256 } from './sha256.js'

const numbers = (...values: readonly number[]): Uint8Array => {
  const out = new DataView(new ArrayBuffer(4 * values.length))
  values.forEach((value, i) => out.setUint32(4 * i, value, true))
  return new Uint8Array(out.buffer)
}

function* text(value: string): Iterable<Uint8Array> {
  const bytes = new TextEncoder().encode(value)
  yield numbers(bytes.length)
  yield bytes
}

function* leafBytes({ path, tensor }: Leaf): Iterable<Uint8Array> {
  const shape: readonly number[] = tensor.shape
  if (shape.some((size) => size > 0xffffffff)) {
    fail('receipt.digest', { argument: path, expected: 'of sizes below 2³²', received: shape })
  }
  yield* text(path)
  yield* text(tensor.dtype)
  yield numbers(shape.length, ...shape)
  yield littleEndian(elements(tensor))
}

function* treeBytes(tree: unknown): Iterable<Uint8Array> {
  for (const leaf of sortedLeaves('receipt.digest', tree)) yield* leafBytes(leaf)
}

/**
 * SHA-256, in hexadecimal digits, over the tensors of a tree of lists and plain records: parameters, a state, a data set.
 * Only tensors count; numbers, strings, `null` and other simple values are passed over. An object that is none of these,
 * or two tensors of one path, is an error.
 *
 * The tensors come in the order of their paths (`0.weights`; compared by UTF-16 code units). What is hashed of each:
 *
 * | what                | bytes                                                                       |
 * | ------------------- | --------------------------------------------------------------------------- |
 * | length of the path  | u32                                                                         |
 * | path                | UTF-8                                                                       |
 * | length of the dtype | u32                                                                         |
 * | dtype               | `f32`, `f64`, `i32`, `u32` or `bool`                                        |
 * | number of axes      | u32                                                                         |
 * | sizes               | u32 each                                                                    |
 * | elements            | row-major, 1 (bool: 0 or 1), 4 or 8 bytes each; NaN is 0x7FC00000 or 0x7FF8000000000000 |
 *
 * All numbers are little-endian. Lists and records of the same paths have the same digest, and so has a tree whose keys
 * stand in another order.
 */
export const digest = (tree: unknown): string => sha256(treeBytes(tree))
