/** Random bits: `bits(key(0), [])` is 4070199207, as in JAX. */
import type { Shape } from '../shape/shape.js'
import type { Tensor } from '../tensor/tensor.js'
import { checkDraw, draw } from './draw.js'
import type { Key } from './key.js'

const words = draw('word', ([word]) => word)

/**
 * Random words of 32 bits.
 *
 * @example
 * bits(key(0), []) // 4070199207
 */
export const bits = <const S extends Shape>(from: Key, shape: S): Tensor<S, 'u32'> => {
  checkDraw('bits', from, shape)
  return words(from, shape) as Tensor<S, 'u32'>
}
