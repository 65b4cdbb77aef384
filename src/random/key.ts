/**
 * Keys: pure randomness. A key is used once; whoever needs two splits it. The same key gives the same numbers everywhere,
 * and those of JAX (threefry, partitionable).
 */
import { fail } from '../shape/error.js'
import { elementsOf } from '../program/elements.js'
import { checkWhole } from '../tensor/argument.js'
import { concrete, elements, isTensor, recordingOf, typeInWords, type AnyTensor, type Tensor } from '../tensor/tensor.js'
import * as raw from '../tensor/untyped.js'

/** Two words that every random number is a function of. */
export type Key = Tensor<readonly [2], 'u32'>

/**
 * The key of a seed: a whole number from 0 to 2^53 - 1. Seed 0 is a seed.
 *
 * @example
 * key(42) // [0, 42]
 */
export const key = (seed: number): Key => {
  if (!Number.isSafeInteger(seed) || seed < 0)
    fail('key', { argument: 'seed', expected: 'a whole number from 0 to 2^53 - 1', received: seed })
  return concrete({ shape: [2], dtype: 'u32' }, elementsOf('u32', [Math.floor(seed / 4294967296), seed % 4294967296])) as Key
}

export const checkKey = (operation: string, candidate: Key): void => {
  if (!isTensor(candidate) || candidate.dtype !== 'u32' || !raw.equal(candidate.shape, [2]))
    fail(operation, {
      argument: 'key',
      expected: 'a key, as random.key(seed) makes it',
      received: isTensor(candidate) ? typeInWords(candidate) : candidate,
    })
}

/** A key that is there now: an array has elements, which a trace has not. */
export const checkKnown = (operation: string, candidate: Key): void => {
  checkKey(operation, candidate)
  const expected = 'a known key, not one that stands for a value inside a trace'
  if (recordingOf(candidate) !== undefined) fail(operation, { argument: 'key', expected, received: typeInWords(candidate) })
}

const zero = (): AnyTensor => raw.scalar(0, 'u32')

/** Each is a tensor of its own: more would not fit in what engines give to JavaScript. */
const mostKeys = 4_194_304

/**
 * `n` new keys, independent of each other and of this one; `n` is a whole number of at least 1.
 *
 * @example
 * const [forWeights, forData] = split(key(0), 2)
 */
export const split = <const N extends number>(from: Key, n: N): Keys<N> => {
  checkKey('split', from)
  checkWhole('split', 'n', n, 1, mostKeys)
  const blocks = raw.bits(from, zero(), [n], 'block')
  const keyAt: (i: number) => AnyTensor = recordingOf(blocks) === undefined
    ? (i) => concrete({ shape: [2], dtype: 'u32' }, elements(blocks).slice(2 * i, 2 * i + 2))
    : (i) => raw.reshape(raw.slice(blocks, [i, 0], [i + 1, 2]), [2])
  return Array.from({ length: n }, (_, i) => keyAt(i)) as readonly AnyTensor[] as Keys<N>
}
/** As many keys: a tuple, where the number is known and small. */
export type Keys<N extends number, R extends readonly Key[] = readonly []> =
  number extends N ? readonly Key[]
  : R['length'] extends N ? R
  : R['length'] extends 16 ? readonly Key[]
  : Keys<N, readonly [...R, Key]>

/**
 * A new key from this one and a number from 0 to 2^32 - 1: a step, an index, or a u32 tensor without axes.
 *
 * @example
 * foldIn(key(0), 7) // [2716826189, 292468403]
 */
export const foldIn = (from: Key, data: number | Tensor<readonly [], 'u32'>): Key => {
  checkKey('foldIn', from)
  const isIndex = typeof data === 'number'
    ? Number.isInteger(data) && data >= 0 && data <= 4294967295
    : isTensor(data) && data.dtype === 'u32' && data.shape.length === 0
  const expected = 'a whole number from 0 to 2^32 - 1, or a u32 tensor without axes'
  if (!isIndex) fail('foldIn', { argument: 'data', expected, received: isTensor(data) ? typeInWords(data) : data })
  return raw.bits(from, typeof data === 'number' ? raw.scalar(data, 'u32') : data, [], 'block') as Key
}
