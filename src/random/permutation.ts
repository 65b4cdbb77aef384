/** Orders drawn by a key. */
import { fail } from '../shape/error.js'
import { perRun } from '../jit/elements.js'
import { overRows } from '../jit/rows.js'
import { elements, type AnyTensor } from '../tensor/tensor.js'
import { checkKnown, type Key } from './key.js'
import { order } from './order.js'
import { wordsOf } from './words.js'

const words = overRows<Key, object, readonly AnyTensor[]>(
  ({ shared: key, start, size }) => wordsOf('block', key, start, [size]), { elements: perRun })

/**
 * The numbers 0 … n - 1 in an order that is uniform over all of them: sorted by 64 random bits each, equal ones (which
 * hardly exist) by number. `permutation(key, n)` depends on nothing else. It takes a known key, as an array has elements: in a
 * trace `choice(key, n, [n], { replace: false })` has them in the same order.
 *
 * @example
 * permutation(key(0), 5) // [1, 0, 4, 3, 2]
 */
export const permutation = (key: Key, n: number): Int32Array => {
  checkKnown('permutation', key)
  if (!Number.isInteger(n) || n < 0 || n > 2147483647)
    fail('permutation', { argument: 'n', expected: 'a whole number of at least 0', received: n })
  return order(...(words(key, {}, n).map(elements) as unknown as readonly [high: Uint32Array, low: Uint32Array]))
}
