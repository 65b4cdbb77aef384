/** The rows of columns in files, a shard of them in memory at a time. */
import { bytesOf, type Elements } from '../program/elements.js'
import { count } from '../program/program.js'
import { join } from '../dataset/rows.js'
import { concrete, elements, type AnyTensor } from '../tensor/tensor.js'
import * as raw from '../tensor/untyped.js'
import type { CheckedBatch } from './columns.js'
import type { Column, Shard } from './contents.js'
import { writeTensors } from './files.js'

const shardName = (n: number): string => `data/${String(n).padStart(5, '0')}.safetensors`

/** Bytes of one row of these columns together. */
const rowBytes = (columns: readonly Column[]): number =>
  columns.reduce((sum, { dtype, shape }) => sum + count(shape) * bytesOf[dtype], 0)

/** Rows in their own memory. */
const rowsOf = (x: AnyTensor, start: number, stop: number): AnyTensor => {
  const row = (x.shape as readonly number[]).slice(1)
  const width = count(row)
  return concrete({ shape: [stop - start, ...row], dtype: x.dtype }, elements(x).subarray(start * width, stop * width) as Elements)
}

/** Writes tensors of `rows` rows each, in shards of at most `bytes`. */
export const writeRows = async (
  folder: string, columns: readonly Column[], tensors: ReadonlyMap<string, AnyTensor>, rows: number, bytes: number,
): Promise<readonly Shard[]> => {
  const each = Math.max(1, Math.floor(bytes / Math.max(1, rowBytes(columns))))
  const shards: Shard[] = []
  for (let start = 0; start < rows; start += each) {
    const stop = Math.min(rows, start + each)
    const part = new Map([...tensors].map(([name, tensor]) => [name, rowsOf(tensor, start, stop)]))
    shards.push({ ...await writeTensors(folder, shardName(shards.length), part), rows: stop - start, batches: 0 })
  }
  return shards
}

/** Takes batches one by one, and writes a shard whenever the next one would exceed its size. */
export interface ShardWriter {
  readonly add: (batch: CheckedBatch) => Promise<void>
  /** Writes the last shard. */
  readonly end: () => Promise<readonly Shard[]>
}

export const shardWriter = (folder: string, columns: readonly Column[], bytes: number): ShardWriter => {
  const [perExample, perBatch] = [columns.filter(({ per }) => per === 'example'), columns.filter(({ per }) => per === 'batch')]
  const [exampleBytes, batchBytes] = [rowBytes(perExample), rowBytes(perBatch)]
  const shards: Shard[] = []
  let held: CheckedBatch[] = []
  let size = 0
  const flush = async (): Promise<void> => {
    const of = (name: string): readonly AnyTensor[] => held.map(({ tensors }) => tensors.get(name)!)
    const tensors = new Map<string, AnyTensor>(columns.map(({ name, per }) =>
      [name, join(per === 'example' ? of(name) : of(name).map((x) => raw.reshape(x, [1, ...x.shape as readonly number[]])))]))
    const [rows, batches] = [held.reduce((sum, { examples }) => sum + examples, 0), perBatch.length === 0 ? 0 : held.length]
    ;[held, size] = [[], 0]
    shards.push({ ...await writeTensors(folder, shardName(shards.length), tensors), rows, batches })
  }
  return {
    add: async (batch) => {
      const more = batch.examples * exampleBytes + batchBytes
      if (held.length > 0 && size + more > bytes) await flush()
      held.push(batch)
      size += more
    },
    end: async () => {
      if (held.length > 0) await flush()
      return shards
    },
  }
}
