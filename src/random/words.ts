/** Random words as tensors: element i is made of the counter start + i, encrypted under the key. */
import type { Shape } from '../shape/shape.js'
import type { AnyTensor } from '../tensor/tensor.js'
import * as raw from '../tensor/untyped.js'
import type { Key } from './key.js'

/** One word for each counter, or both halves of its block. */
export type Form = 'word' | 'block'

/** The words of each element: one, or the high and the low one. */
export const wordsOf = (form: Form, key: Key, start: AnyTensor, shape: Shape): readonly AnyTensor[] => {
  const made = raw.bits(key, start, shape, form)
  const half = (i: number): AnyTensor => raw.reshape(raw.slice(made, [...shape.map(() => 0), i], [...shape, i + 1]), shape)
  return form === 'word' ? [made] : [half(0), half(1)]
}
