/** Batches, each augmented by a key of its own when it is asked for. */
import { aFunction, anInteger, anIterable, check, isRecord } from '../../shape/options.js'
import type { DType, Float, Shape } from '../../shape/shape.js'
import { checkKey, foldIn, type Key } from '../../random/key.js'
import { expectTensor } from '../../tensor/argument.js'
import type { Tensor } from '../../tensor/tensor.js'
import type { Batch, Batches } from '../batches.js'
import { augmented, type Augmentation } from './augmentation.js'

/** Whether an augmentation takes inputs [batch, ...I]. */
export type Takes<A extends Augmentation, I extends Shape, F extends Float> =
  A extends (key: Key) => (x: Tensor<readonly [number, ...I], F>) => Tensor<readonly [number, ...I], F> ? unknown
  : { readonly error: 'this augmentation is for inputs of another shape' }

/** A function of a key and of a batch whose targets are floats. */
export type BatchAugmentation = (key: Key) =>
  <B extends number, I extends Shape, T extends Shape, D extends Float, F extends Float>(
    batch: Batch<B, I, T, D, F>,
  ) => Batch<B, Readonly<I>, Readonly<T>, D, F>

/** Batches in order, how many there are, and those that are left after the first `step` ones. */
export interface Augmented<B> extends Iterable<B> {
  readonly length: number
  readonly epochs: number
  readonly from: (step: number) => Iterable<B>
}

const each = <B>(
  batches: Augmented<B>, f: (key: Key, batch: B) => B, key: Key,
): Augmented<B> => {
  check('augment', { batches }, { batches: { expected: 'batches, as dataset.batches makes them', holds: isRecord } })
  const { length, epochs, from: rest } = batches
  check('augment', { length, from: rest }, { length: anInteger, from: aFunction })
  const from = (step: number): Iterable<B> => {
    const batches = rest(step)
    check('augment', { 'from(step)': batches }, { 'from(step)': anIterable })
    return {
      *[Symbol.iterator]() {
        let i = step
        for (const batch of batches) yield f(foldIn(key, i++), batch)
      },
    }
  }
  return { length, epochs, from, [Symbol.iterator]: () => from(0)[Symbol.iterator]() }
}

/**
 * Batches with their inputs augmented: those of batch i by `foldIn(key, i)`, in every epoch otherwise.
 *
 * @example
 * const data = dataset.drawnDigits({ count: 20, key: random.key(1) })
 * const steps = pipe(data, dataset.batches({ size: 10, epochs: 2 }), inputs(shift({ pixels: 2 }), random.key(3)))
 * steps.length // 4
 */
export const inputs = <A extends Augmentation>(augmentation: A, key: Key) => {
  checkKey('augment.inputs', key)
  return <I extends Shape, T extends Shape, D extends DType, F extends Float>(
    given: Batches<I, T, D, F> & Takes<A, I, F>,
  ): Augmented<Batch<number, Readonly<I>, Readonly<T>, D, F>> => {
    type B = Batch<number, Readonly<I>, Readonly<T>, D, F>
    return each<B>(given as Batches<Readonly<I>, Readonly<T>, D, F>,
      (own, batch) => {
        const changed = augmented('augment.inputs', augmentation, own, batch.inputs)
        return Object.freeze({ ...batch, inputs: expectTensor('augment.inputs', 'inputs', changed) as B['inputs'] })
      }, key)
  }
}

/**
 * Batches changed as a whole, as by `mixUp`: batch i by `foldIn(key, i)`.
 *
 * @example
 * const data = pipe(dataset.drawnDigits({ count: 20, key: random.key(1) }), dataset.mapTargets(t.oneHot(10)))
 * const steps = pipe(data, dataset.batches({ size: 10 }), whole(mixUp({ alpha: 0.2 }), random.key(3)))
 * steps.length // 2
 */
export const whole = (f: BatchAugmentation, key: Key) => {
  checkKey('augment.whole', key)
  return <I extends Shape, T extends Shape, D extends Float, F extends Float>(
    given: Batches<I, T, D, F>,
  ): Augmented<Batch<number, Readonly<I>, Readonly<T>, D, F>> =>
    each<Batch<number, Readonly<I>, Readonly<T>, D, F>>(given as Batches<Readonly<I>, Readonly<T>, D, F>,
      (own, batch) => augmented('augment.whole', f, own, batch), key)
}
