/** Noise: what measures would have been on another day. */
import { beside, overElements } from '../../jit/elements.js'
import { add, mul } from '../../program/scalar.js'
import { normal } from '../../random/distribution.js'
import { checkKey, type Key } from '../../random/key.js'
import { checkOptions } from '../../shape/options.js'
import type { Float, Shape } from '../../shape/shape.js'
import { expectTensor, floats } from '../../tensor/argument.js'
import type { AnyTensor, Tensor } from '../../tensor/tensor.js'
import { checkStrength, type AnyAugmentation } from './augmentation.js'

/** The deviation of the noise, in the unit of the inputs. */
export interface NoiseOptions {
  readonly deviation: number
}

const added = overElements(2, ([x, z], deviation) => add(x, mul(z, beside(z, deviation))))

/**
 * A normal number of mean 0 added to each element.
 *
 * @example
 * noise({ deviation: 0.1 })(random.key(0))(t.zeros([2, 3])).shape // [2, 3]
 */
export const noise = (options: NoiseOptions): AnyAugmentation => {
  const { deviation } = checkOptions<NoiseOptions>('augment.noise', options, { deviation: true })
  checkStrength('augment.noise', 'deviation', deviation)
  const noisy = (key: Key) => {
    checkKey('augment.noise', key)
    return <B extends number, S extends Shape, F extends Float>(x: Tensor<readonly [B, ...S], F>): AnyTensor => {
      expectTensor('augment.noise', 'x', x, floats)
      // Without it, -0 + 0 would be 0.
      return deviation === 0 ? x : added([x, normal(key, x.shape, x.dtype)], deviation)
    }
  }
  return noisy as AnyAugmentation
}
