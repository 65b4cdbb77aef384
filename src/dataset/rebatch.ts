/**
 * Data that does not fit in memory comes as chunks of any size, one after the other; a model wants batches of one size.
 *
 * Law: rebatching any chunks of a data set gives the same batches as `batches` of the data set itself.
 */
import { checkCount } from '../tensor/argument.js'
import type { DType, Shape } from '../shape/shape.js'
import { joinColumns } from './arrange.js'
import type { Batch } from './batches.js'
import type { Columns } from './dataset.js'
import { rangeOfRows } from './rows.js'

const rowsOf = (columns: Columns): number => columns.inputs.shape[0] as number

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

type Chunk<I extends Shape, T extends Shape, D extends DType, F extends DType> = Batch<number, I, T, D, F>

// Rows of chunks have the chunks' types, which the buffer doesn't follow.

/**
 * Chunks of examples as batches of `size`, in the same order; iterable as often as the chunks are.
 *
 * @example
 * const chunks = [3, 2].map((n) => ({ inputs: t.zeros([n, 1]), targets: t.zeros([n], 'i32') }))
 * [...rebatch({ size: 4 })(chunks)].map(({ inputs }) => inputs.shape) // [[4, 1], [1, 1]]
 */
export const rebatch = ({ size, dropLast = false }: RebatchOptions) => {
  checkCount('dataset.rebatch', 'size', size)
  return <I extends Shape, T extends Shape, D extends DType, F extends DType>(
    chunks: Iterable<Chunk<I, T, D, F>>,
  ): Iterable<Chunk<Readonly<I>, Readonly<T>, D, F>> => ({
    *[Symbol.iterator]() {
      const { push, rest } = buffer(size)
      for (const chunk of chunks) yield* push(chunk) as readonly Chunk<Readonly<I>, Readonly<T>, D, F>[]
      if (!dropLast) yield* rest() as readonly Chunk<Readonly<I>, Readonly<T>, D, F>[]
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
export const rebatchAsync = ({ size, dropLast = false }: RebatchOptions) => {
  checkCount('dataset.rebatchAsync', 'size', size)
  return <I extends Shape, T extends Shape, D extends DType, F extends DType>(
    chunks: AsyncIterable<Chunk<I, T, D, F>> | Iterable<Chunk<I, T, D, F>>,
  ): AsyncIterable<Chunk<Readonly<I>, Readonly<T>, D, F>> => ({
    async *[Symbol.asyncIterator]() {
      const { push, rest } = buffer(size)
      for await (const chunk of chunks) yield* push(chunk) as readonly Chunk<Readonly<I>, Readonly<T>, D, F>[]
      if (!dropLast) yield* rest() as readonly Chunk<Readonly<I>, Readonly<T>, D, F>[]
    },
  })
}
