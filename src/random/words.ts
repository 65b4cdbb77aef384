/** Random words as tensors: element i is made of the counter start + i, encrypted under the key. */
import type { Shape } from '../shape/shape.js'
import type { AnyTensor } from '../tensor/tensor.js'
import * as raw from '../tensor/untyped.js'
import type { Key } from './key.js'

/** One word for each counter, or both halves of its block. */
export type Form = 'word' | 'block'

/** What there is of each word. */
export type Words<F extends Form, A> = F extends 'word' ? readonly [word: A] : readonly [high: A, low: A]

/** The words of each element: one, or the high and the low one. */
export const wordsOf = <F extends Form>(form: F, key: Key, start: AnyTensor, shape: Shape): Words<F, AnyTensor> => {
  const made = raw.bits(key, start, shape, form)
  const half = (i: number): AnyTensor => raw.reshape(raw.slice(made, [...shape.map(() => 0), i], [...shape, i + 1]), shape)
  // What a comparison says of a value, it doesn't say of its type.
  return (form === 'word' ? [made] : [half(0), half(1)]) as readonly AnyTensor[] as Words<F, AnyTensor>
}
