/**
 * Batches that pass by, and what they were in 64 digits: for data that is read, made or augmented while the training runs.
 *
 * @example
 * async function* chunks() {
 *   for (const size of [3, 2]) yield { inputs: t.zeros([size, 1]), targets: t.zeros([size, 1]) }
 * }
 * const { init, foldAsync } = trainer(pipe(n.input([1]), n.dense(1)))({
 *   loss: loss.squaredError(), optimizer: optimizer.sgd({ learningRate: 0.1 }),
 * })
 * const seen = batches(chunks())
 * const end = await foldAsync(init(random.key(0)), seen)
 * seen.digest().length // 64
 */
import { anAsyncIterable, check } from '../shape/options.js'
import { treeBytes } from './digest.js'
import { words } from './plain.js'
import { begin } from './sha256.js'

/** What has passed by. */
export interface Passed {
  /** SHA-256 over all batches so far: of each the number of its tensors, u32, then these as `digest` has them. */
  readonly digest: () => string
}

/**
 * The same batches, with a digest of those that were asked for, as often as they were: two epochs in one fold or in two
 * have the same. It says how the data was cut and in which order it came; of a data set at rest, `digest` is cheaper.
 */
export const batches: {
  <B>(source: Iterable<B>): Iterable<B> & Passed
  <B>(source: AsyncIterable<B>): AsyncIterable<B> & Passed
} = <B>(source: Iterable<B> | AsyncIterable<B>): Iterable<B> & AsyncIterable<B> & Passed => {
  check('receipt.batches', { source }, { source: anAsyncIterable })
  const hash = begin()
  const pass = (batch: B): B => {
    const { count, bytes } = treeBytes('receipt.batches', batch)
    hash.add(words(count))
    for (const chunk of bytes) hash.add(chunk)
    return batch
  }
  const passing = Symbol.asyncIterator in source
    ? { async *[Symbol.asyncIterator]() { for await (const batch of source) yield pass(batch) } }
    : { *[Symbol.iterator]() { for (const batch of source) yield pass(batch) } }
  // One of the two, as the source is: the signatures say which.
  return { ...passing, digest: hash.digits } as Iterable<B> & AsyncIterable<B> & Passed
}
