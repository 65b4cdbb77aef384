/** Mix-up: examples between two others. */
import { fail } from '../../shape/error.js'
import { aRecord, check, checkOptions } from '../../shape/options.js'
import type { Float, Shape } from '../../shape/shape.js'
import { allocate } from '../../program/elements.js'
import { checkKey, foldIn, type Key } from '../../random/key.js'
import { uniform } from '../../random/distribution.js'
import { permutation } from '../../random/permutation.js'
import { pow } from '../../tensor/arithmetic.js'
import { expectTensor } from '../../tensor/argument.js'
import { concrete, elements, typeInWords, type AnyTensor, type Tensor } from '../../tensor/tensor.js'
import type { Batch } from '../batches.js'
import { doubles } from '../../fft/turn.js'
import { checkStrength } from './augmentation.js'

/** The form of the distribution of shares, from 0 (nothing is mixed) to 1 (every share is as likely). */
export interface MixUpOptions {
  readonly alpha: number
}

/** xᵉ, in double precision. */
const powers = (values: readonly number[], exponent: number): readonly number[] => {
  const raised = pow(doubles([exponent]) as Tensor<readonly [1], 'f64'>) as (x: AnyTensor) => AnyTensor
  return Array.from(elements(raised(doubles(values))))
}

/** At least every second draw is taken: after so many, fewer than one share in 2⁶⁴ is left, which is then 1. */
const tries = 64

/** Shares of the beta distribution (alpha, alpha), 0 < alpha ≤ 1, by Jöhnk's method (1964): u^(1/α) / (u^(1/α) + v^(1/α)). */
const shares = (key: Key, count: number, alpha: number): readonly number[] => {
  const found: number[] = Array.from({ length: count }, () => NaN)
  for (let i = 0; i < tries && found.some(Number.isNaN); i++) {
    const drawn = powers(Array.from(elements(uniform(foldIn(key, i), [count, 2], {}, 'f64'))), 1 / alpha)
    found.forEach((share, row) => {
      const [x, y] = [drawn[2 * row] as number, drawn[2 * row + 1] as number]
      if (Number.isNaN(share) && x + y > 0 && x + y <= 1) found[row] = x / (x + y)
    })
  }
  return found.map((share) => (Number.isNaN(share) ? 1 : share))
}

/** λ x + (1 - λ) x of the partner, row by row, in double precision and rounded once. */
const mixed = (x: AnyTensor, partner: Int32Array, share: readonly number[]): AnyTensor => {
  const isFloat = x.dtype === 'f32' || x.dtype === 'f64'
  const expected = 'inputs and targets of floats, as one-hot ones are'
  if (!isFloat) fail('augment.mixUp', { argument: 'x', expected, received: typeInWords(x) })
  const [from, width] = [elements(x), elements(x).length / partner.length]
  const to = allocate(x.dtype, from.length)
  partner.forEach((other, row) => {
    const own = share[row] as number
    for (let i = 0; i < width; i++) {
      const [a, b] = [from[row * width + i] as number, from[other * width + i] as number]
      to[row * width + i] = own === 1 ? a : own * a + (1 - own) * b
    }
  })
  return concrete({ shape: x.shape, dtype: x.dtype }, to)
}

/**
 * Each example mixed with another of the batch (Zhang and others, "mixup: beyond empirical risk minimization", 2018): inputs
 * and targets are λ of the one and 1 - λ of the other, with λ of the beta distribution (alpha, alpha). Targets must be floats, as
 * `tensor.oneHot` makes them. Who is mixed with whom depends on how many there are.
 *
 * @example
 * const batch = { inputs: t.of([2, 1], [0, 1]), targets: t.of([2, 2], [1, 0, 0, 1]) }
 * const { inputs, targets } = mixUp({ alpha: 0.4 })(random.key(0))(batch)
 * targets.shape // [2, 2]
 */
export const mixUp = (options: MixUpOptions) => {
  const { alpha } = checkOptions<MixUpOptions>('augment.mixUp', options, { alpha: true })
  checkStrength('augment.mixUp', 'alpha', alpha, 1)
  return (key: Key) => {
    checkKey('augment.mixUp', key)
    return <B extends number, I extends Shape, T extends Shape, D extends Float, F extends Float>(
      batch: Batch<B, I, T, D, F>,
    ): Batch<B, Readonly<I>, Readonly<T>, D, F> => {
      check('augment.mixUp', { batch }, { batch: aRecord })
      const size = expectTensor('augment.mixUp', 'batch.inputs', batch.inputs).shape[0] as number
      if (expectTensor('augment.mixUp', 'batch.targets', batch.targets).shape[0] !== size)
        fail('augment.mixUp', { argument: 'batch.targets', expected: `${size} of them`, received: batch.targets })
      const share = alpha === 0 ? Array.from({ length: size }, () => 1) : shares(foldIn(key, 0), size, alpha)
      const partner = permutation(foldIn(key, 1), size)
      const [inputs, targets] = [mixed(batch.inputs, partner, share), mixed(batch.targets, partner, share)]
      // Columns mixed have the types that they had.
      return { ...batch, inputs, targets } as unknown as Batch<B, Readonly<I>, Readonly<T>, D, F>
    }
  }
}
