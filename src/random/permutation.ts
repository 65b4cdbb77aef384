/** Orders drawn by a key. */
import { fail } from '../shape/error.js'
import { elements } from '../tensor/tensor.js'
import * as raw from '../tensor/untyped.js'
import { checkKnown, type Key } from './key.js'

/**
 * The numbers 0 … n - 1 in an order that is uniform over all of them: sorted by 64 random bits each, equal ones (which
 * hardly exist) by number. `permutation(key, n)` depends on nothing else.
 *
 * @example
 * permutation(key(0), 5) // [1, 0, 4, 3, 2]
 */
export const permutation = (key: Key, n: number): Int32Array => {
  checkKnown('permutation', key)
  if (!Number.isInteger(n) || n < 0 || n > 2147483647)
    fail('permutation', { argument: 'n', expected: 'a whole number of at least 0', received: n })
  const words = elements(raw.bits(key, raw.scalar(0, 'u32'), [n], 'block')) as Uint32Array
  const high = (i: number): number => words[2 * i] as number
  const low = (i: number): number => words[2 * i + 1] as number
  return Int32Array.from({ length: n }, (_, i) => i).sort((a, b) => high(a) - high(b) || low(a) - low(b) || a - b)
}
