/**
 * Digits drawn by a key, for programs that need images without a file.
 *
 * Law: the images and labels of `drawnDigits({ count: n, key })` are the first n of every longer one with the same key.
 */
import { bits } from '../random/bits.js'
import { checkKey, foldIn, type Key } from '../random/key.js'
import { permutation } from '../random/permutation.js'
import { checkCount } from '../tensor/argument.js'
import { concrete, elements } from '../tensor/tensor.js'
import { dataset, type Dataset } from './dataset.js'
import { drawDigit, drawsPerDigit, side } from './digits/digit.js'
import type { Draw } from './digits/draw.js'

const classes = 10

/** Numbers in [0, 1) of 23 bits, those of `random.uniform`. */
const stream = (key: Key): Draw => {
  const words = elements(bits(key, [drawsPerDigit]))
  let next = 0
  return () => ((words[next++] as number) >>> 9) / 8388608
}

/** In every ten, each digit once. */
const labelsOf = (key: Key, count: number): Int32Array => {
  const tens = Array.from({ length: Math.ceil(count / classes) }, (_, i) => [...permutation(foldIn(key, i), classes)])
  return Int32Array.from(tens.flat().slice(0, count))
}

/** How many digits, and what draws them. */
export interface DrawnDigits {
  readonly count: number
  readonly key: Key
}

/**
 * `count` images [28, 28, 1] in [0, 1] of the digits 0–9 and their labels, in every ten each digit once: a pure function of
 * the key. A count that is not a whole number of at least 1 is an error.
 *
 * @example
 * const [train, test] = pipe(drawnDigits({ count: 50, key: random.key(1) }), split(0.8))
 * train.inputs.shape // [40, 28, 28, 1]
 * test.targets.shape // [10]
 */
export const drawnDigits = ({ count, key }: DrawnDigits): Dataset<readonly [28, 28, 1], readonly [], 'i32'> => {
  checkCount('dataset.drawnDigits', 'count', count)
  checkKey('dataset.drawnDigits', key)
  const [forLabels, forImages] = [foldIn(key, 0), foldIn(key, 1)]
  const labels = labelsOf(forLabels, count)
  const pixels = new Float32Array(count * side * side)
  labels.forEach((label, i) => pixels.set(drawDigit(label, stream(foldIn(forImages, i))), i * side * side))
  return dataset('dataset.drawnDigits', {
    inputs: concrete({ shape: [count, side, side, 1], dtype: 'f32' }, pixels),
    targets: concrete({ shape: [count], dtype: 'i32' }, labels),
  })
}
