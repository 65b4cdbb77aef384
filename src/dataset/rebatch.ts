/**
 * Data that does not fit in memory comes as chunks of any size, one after the other; a model wants batches of one size.
 *
 * Law: rebatching any chunks of a data set gives the same batches as `batches` of the data set itself.
 */
import { checkCount } from '../tensor/argument.js'
import { aBoolean, anAsyncIterable, anIterable, aRecord, check, checkOptions } from '../shape/options.js'
import type { FormOf, Tensors, TypesOf } from '../tensor/form.js'
import type { Tensor } from '../tensor/tensor.js'
import { joinColumns } from './arrange.js'
import type { Batch } from './batches.js'
import { sizeOf, type Columns, type Weighing } from './dataset.js'
import { rangeOfRows } from './rows.js'

const rowsOf = (columns: Columns): number => {
  check('dataset.rebatch', { chunk: columns }, { chunk: aRecord })
  return sizeOf('dataset.rebatch', columns)
}

/** Takes chunks in, gives full batches out. */
interface Buffer {
  readonly push: (chunk: Columns) => readonly Columns[]
  readonly rest: () => readonly Columns[]
}

const buffer = (size: number): Buffer => {
  let held: Columns[] = []
  let rows = 0
  const push = (chunk: Columns): readonly Columns[] => {
    held.push(chunk)
    rows += rowsOf(chunk)
    if (rows < size) return []
    const all = joinColumns('dataset.rebatch', held)
    const full = Math.floor(rows / size)
    held = rows === full * size ? [] : [rangeOfRows(all, full * size, rows)]
    rows -= full * size
    return Array.from({ length: full }, (_, i) => rangeOfRows(all, i * size, (i + 1) * size))
  }
  return { push, rest: () => (rows === 0 ? [] : [joinColumns('dataset.rebatch', held)]) }
}

/** How chunks are cut into batches. */
export interface RebatchOptions {
  readonly size: number
  /** Leaves out a last batch of fewer examples. */
  readonly dropLast?: boolean
}

const rebatchOptions = (operation: string, options: RebatchOptions): Required<RebatchOptions> => {
  const { size, dropLast = false } = checkOptions<RebatchOptions>(operation, options, { size: true, dropLast: aBoolean })
  checkCount(operation, 'size', size)
  return { size, dropLast }
}

/** A chunk as it comes, and a batch as it goes. */
export interface Chunk<X extends Tensors, Y extends Tensors> {
  readonly inputs: X
  readonly targets: Y
  readonly weights?: Tensor<readonly [any], Weighing<TypesOf<X>>>
}
/** A batch that was made of such chunks. */
export type Rebatched<X extends Tensors, Y extends Tensors> = Batch<number, FormOf<X>, FormOf<Y>, TypesOf<Y>, TypesOf<X>>

// Rows of chunks have the chunks' types, which the buffer doesn't follow.

/**
 * Chunks of examples as batches of `size`, in the same order; iterable as often as the chunks are.
 *
 * @example
 * const chunks = [3, 2].map((n) => ({ inputs: t.zeros([n, 1]), targets: t.zeros([n], 'i32') }))
 * [...rebatch({ size: 4 })(chunks)].map(({ inputs }) => inputs.shape) // [[4, 1], [1, 1]]
 */
export const rebatch = (options: RebatchOptions) => {
  const { size, dropLast } = rebatchOptions('dataset.rebatch', options)
  return <X extends Tensors, Y extends Tensors>(chunks: Iterable<Chunk<X, Y>>): Iterable<Rebatched<X, Y>> => ({
    *[Symbol.iterator]() {
      check('dataset.rebatch', { chunks }, { chunks: anIterable })
      const { push, rest } = buffer(size)
      for (const chunk of chunks) yield* push(chunk) as unknown as readonly Rebatched<X, Y>[]
      if (!dropLast) yield* rest() as unknown as readonly Rebatched<X, Y>[]
    },
  })
}

/**
 * `rebatch` for chunks that arrive over time; no more of them are held in memory than one batch needs.
 *
 * @example
 * const { init, foldAsync } = trainer(pipe(n.input([1]), n.dense(2)))({
 *   loss: loss.sparseSoftmaxCrossEntropy(), optimizer: optimizer.sgd({ learningRate: 0.1 }),
 * })
 * async function* chunks() {
 *   for (const size of [3, 2]) yield { inputs: t.zeros([size, 1]), targets: t.zeros([size], 'i32') }
 * }
 * (await foldAsync(init(random.key(0)), pipe(chunks(), rebatchAsync({ size: 4 })))).step // 2
 */
export const rebatchAsync = (options: RebatchOptions) => {
  const { size, dropLast } = rebatchOptions('dataset.rebatchAsync', options)
  return <X extends Tensors, Y extends Tensors>(
    chunks: AsyncIterable<Chunk<X, Y>> | Iterable<Chunk<X, Y>>,
  ): AsyncIterable<Rebatched<X, Y>> => ({
    async *[Symbol.asyncIterator]() {
      check('dataset.rebatchAsync', { chunks }, { chunks: anAsyncIterable })
      const { push, rest } = buffer(size)
      for await (const chunk of chunks) yield* push(chunk) as unknown as readonly Rebatched<X, Y>[]
      if (!dropLast) yield* rest() as unknown as readonly Rebatched<X, Y>[]
    },
  })
}
