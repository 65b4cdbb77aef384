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
import { textBytes, words } from './plain.js'
import { sha256 } from './sha256.js'

function* leafBytes(operation: string, { path, tensor }: Leaf): Iterable<Uint8Array> {
  const shape: readonly number[] = tensor.shape
  if (shape.some((size) => size > 0xffffffff)) {
    fail(operation, { argument: path, expected: 'of sizes below 2³²', received: shape })
  }
  yield* textBytes(path)
  yield* textBytes(tensor.dtype)
  yield words(shape.length, ...shape)
  yield littleEndian(elements(tensor))
}

/** The bytes of the tensors of a tree, with how many there are. */
export const treeBytes = (operation: string, tree: unknown): { readonly count: number; readonly bytes: Iterable<Uint8Array> } => {
  const leaves = sortedLeaves(operation, tree)
  return {
    count: leaves.length,
    bytes: { *[Symbol.iterator]() { for (const leaf of leaves) yield* leafBytes(operation, leaf) } },
  }
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
export const digest = (tree: unknown): string => sha256(treeBytes('receipt.digest', tree).bytes)
