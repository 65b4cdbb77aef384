/**
 * Batches: what a training step sees. They are made when they are asked for, and can be asked for again: the same batches.
 *
 * @example
 * const data = drawnDigits({ count: 100, key: random.key(1) })
 * const steps = pipe(data, batches({ size: 32, epochs: 2, shuffle: random.key(7) }))
 * steps.length // 8
 * [...steps].map(({ inputs }) => inputs.shape[0]) // [32, 32, 32, 4, 32, 32, 32, 4]
 *
 * @example
 * const data = drawnDigits({ count: 100, key: random.key(1) })
 * const { init, fold } = trainer(pipe(n.input([28, 28, 1]), n.flatten, n.dense(10)))({
 *   loss: loss.sparseSoftmaxCrossEntropy(), optimizer: optimizer.adam({ learningRate: 1e-3 }),
 * })
 * const steps = pipe(data, batches({ size: 32, epochs: 2, shuffle: random.key(7) }))
 * const whole = fold(init(random.key(42)), steps)
 * const stopped = fold(init(random.key(42)), [...steps].slice(0, 6)) // in the second epoch
 * const resumed = fold(stopped, steps.from(stopped.step))
 * receipt.digest(resumed) === receipt.digest(whole) // true
 */
import { fail } from '../shape/error.js'
import { aBoolean, checkOptions } from '../shape/options.js'
import { checkKey, foldIn, type Key } from '../random/key.js'
import { permutation } from '../random/permutation.js'
import { checkCount } from '../tensor/argument.js'
import type { Batched, DTypes, Form } from '../tensor/form.js'
import type { Tensor } from '../tensor/tensor.js'
import { expectDataset, type Dataset, type Weighing } from './dataset.js'
import { rangeOfRows, takeRows } from './rows.js'

/** `B` examples, as a training step takes them; inputs and targets may be records of tensors. */
export interface Batch<B extends number, I extends Form, T extends Form, D extends DTypes, F extends DTypes = 'f32'> {
  readonly inputs: Batched<B, I, F>
  readonly targets: Batched<B, T, D>
  readonly weights?: Tensor<readonly [B], Weighing<F>>
}

/** How a data set is cut into batches. */
export interface BatchOptions {
  /** Examples in a batch; the last one of an epoch may have fewer. */
  readonly size: number
  /** How often every example is seen, by default once. */
  readonly epochs?: number
  /** The key of the orders: epoch e is in the order drawn by `foldIn(shuffle, e)`. Without it, the data set's order. */
  readonly shuffle?: Key
  /** Leaves out a last batch of fewer examples. */
  readonly dropLast?: boolean
}

/** Batches in order, and how many there are in all epochs together. */
export interface Batches<I extends Form, T extends Form, D extends DTypes, F extends DTypes = 'f32'>
  extends Iterable<Batch<number, I, T, D, F>> {
  readonly length: number
  readonly epochs: number
  /**
   * The batches without the first ones, which are not made: with the `step` of a state that was stopped among them, in the
   * middle of an epoch too, those that it has not seen. A step that is not from 0 to `length` is an error.
   */
  readonly from: (step: number) => Iterable<Batch<number, I, T, D, F>>
}

const batchesPerEpoch = ({ size, dropLast = false }: BatchOptions, examples: number): number => {
  const n = dropLast ? Math.floor(examples / size) : Math.ceil(examples / size)
  const expected = `at most ${examples}, the size of the data set, where the last smaller batch is dropped`
  return n > 0 ? n : fail('dataset.batches', { argument: 'size', expected, received: size })
}

/** The data set in batches [size, ...I]. A size or a number of epochs that is not a whole number of at least 1 is an error. */
export const batches = (options: BatchOptions) => {
  const { size, epochs = 1, shuffle } = checkOptions<BatchOptions>(
    'dataset.batches', options, { size: true, epochs: true, shuffle: true, dropLast: aBoolean })
  checkCount('dataset.batches', 'size', size)
  checkCount('dataset.batches', 'epochs', epochs)
  if (shuffle !== undefined) checkKey('dataset.batches', shuffle)
  return <I extends Form, T extends Form, D extends DTypes, F extends DTypes>(data: Dataset<I, T, D, F>): Batches<I, T, D, F> => {
    expectDataset('dataset.batches', data)
    const perEpoch = batchesPerEpoch(options, data.size)
    const batch = (i: number, order: Int32Array | undefined): Batch<number, I, T, D, F> => {
      const [start, stop] = [i * size, Math.min(data.size, (i + 1) * size)]
      const columns = order === undefined ? rangeOfRows(data, start, stop) : takeRows(data, order.subarray(start, stop))
      // Some rows of the data set's columns have the types of its columns.
      return Object.freeze(columns) as unknown as Batch<number, I, T, D, F>
    }
    const length = epochs * perEpoch
    const from = (step: number): Iterable<Batch<number, I, T, D, F>> => {
      if (!Number.isSafeInteger(step) || step < 0 || step > length)
        fail('dataset.batches', { argument: 'step', expected: `a whole number from 0 to ${length}, all batches`, received: step })
      const first = Math.floor(step / perEpoch)
      return {
        *[Symbol.iterator]() {
          for (let epoch = first; epoch < epochs; epoch++) {
            const order = shuffle === undefined ? undefined : permutation(foldIn(shuffle, epoch), data.size)
            for (let i = epoch === first ? step % perEpoch : 0; i < perEpoch; i++) yield batch(i, order)
          }
        },
      }
    }
    return { length, epochs, from, [Symbol.iterator]: () => from(0)[Symbol.iterator]() }
  }
}
