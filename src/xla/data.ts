/** Writing of a job's data: a data set with the order of each epoch, or a stream of batches. */
import { batches as batchesOf, type BatchOptions } from '../dataset/batches.js'
import type { Columns, Dataset } from '../dataset/dataset.js'
import { rangeOfRows } from '../dataset/rows.js'
import { foldIn } from '../random/key.js'
import { permutation } from '../random/permutation.js'
import { batches as passing } from '../receipt/batches.js'
import { digest } from '../receipt/digest.js'
import { fail, TenfoldError } from '../shape/error.js'
import { concrete, isTensor } from '../tensor/tensor.js'
import * as tree from '../tensor/tree.js'
import { checkedBatch, columnsOf } from './columns.js'
import type { Batches, Column, JobData, JobFile } from './contents.js'
import { writeTensors } from './files.js'
import { shardWriter, writeRows } from './shards.js'

/** The parts of a job that data is written by. */
export interface DataWriter {
  readonly operation: string
  readonly folder: string
  /** The largest size of a shard. */
  readonly bytes: number
  /** Writes the step for batches like this one. */
  readonly step: (batch: any, examples: number) => Promise<void>
  /** Throws where the trainer takes no such batch; `name` is for the message. */
  readonly expect: (batch: any, name: string) => void
}

/** The description of the data, and the steps that the job takes. */
export interface WrittenData {
  readonly data: JobData
  readonly firstBatch: number
  readonly count: number
}

const stepsUpTo = (most: number, what: string): string => `a whole number from 1 to ${most}, ${what}`

/** The orders of the rows in epochs, as `dataset.batches` draws them. */
const writeOrders = async (
  { folder }: DataWriter, { shuffle }: BatchOptions, rows: number, epochs: number,
): Promise<readonly JobFile[]> => {
  const orders: JobFile[] = []
  if (shuffle !== undefined)
    for (let epoch = 0; epoch < epochs; epoch++) {
      const order = concrete({ shape: [rows], dtype: 'i32' }, permutation(foldIn(shuffle, epoch), rows))
      orders.push(await writeTensors(folder, `orders/${epoch}.safetensors`, new Map([['order', order]])))
    }
  return orders
}

/** A data set, its rows once, whatever the number of epochs. */
export const writeDataset = async (
  writer: DataWriter, data: Dataset<any, any, any, any>, options: BatchOptions, from: number, steps: number | undefined,
): Promise<WrittenData> => {
  const { operation, folder, bytes, step, expect } = writer
  const all = batchesOf(options)(data)
  const { size } = options
  const perEpoch = all.length / all.epochs
  if (!Number.isSafeInteger(from) || from < 0 || from >= all.length)
    fail(operation, {
      argument: 'from', expected: `a whole number from 0 to ${all.length - 1}, a batch of the ${all.length} there are`, received: from,
    })
  const left = all.length - from
  const count = steps ?? left
  if (count > left) fail(operation, { argument: 'steps', expected: stepsUpTo(left, `the batches from ${from} on`), received: count })
  expect(columnsIn(data), 'data')
  // The last batch of an epoch may be smaller; a batch that no step takes needs no text.
  const rest = Math.max(0, data.size - (perEpoch - 1) * size)
  const batches: Batches[] = rest >= size ? [{ size, count: perEpoch }]
    : [...perEpoch > 1 ? [{ size, count: perEpoch - 1 }] : [], { size: rest, count: 1 }]
  for (const batch of batches) await step(rangeOfRows(columnsIn(data), 0, batch.size), batch.size)
  const columns = columnsOf(rangeOfRows(columnsIn(data), 0, batches[0]!.size))
  const tensors = new Map(tree.leaves(columnsIn(data)).map(({ path, tensor }) => [`batch.${path}`, tensor]))
  const shards = await writeRows(folder, columns, tensors, data.size, bytes)
  // Epochs behind the last step are not written.
  const epochs = Math.ceil((from + count) / perEpoch)
  const orders = await writeOrders(writer, options, data.size, epochs)
  return { data: { columns, shards, rows: data.size, batches, orders, epochs, digest: digest(data) }, firstBatch: from, count }
}

/** The columns of a data set without its size. */
const columnsIn = ({ inputs, targets, weights }: Columns): Columns =>
  ({ inputs, targets, ...(weights === undefined ? {} : { weights }) })

/** An error that the source of batches has thrown, of any type. */
const sourceFault = (operation: string, error: unknown, n: number): TenfoldError => {
  if (error instanceof TenfoldError) return error
  const received = error instanceof Error ? error.message : String(error)
  const message = `batch ${n} did not come: ${received}`
  return new TenfoldError(operation, { argument: 'batches', expected: 'batches', received, message })
}

/** Batches as they come, `steps` of them or all, of which a shard is in memory at a time. */
export const writeBatches = async (
  { operation, folder, bytes, step, expect }: DataWriter, source: Iterable<unknown> | AsyncIterable<unknown>, steps: number | undefined,
): Promise<WrittenData> => {
  const passed = passing(source as Iterable<unknown>)
  const batches: Batches[] = []
  const sizes = new Set<number>()
  let columns: readonly Column[] = []
  let writer: ReturnType<typeof shardWriter> | undefined
  let [count, rows] = [0, 0]
  const take = async (batch: unknown): Promise<void> => {
    if (writer === undefined) {
      if (tree.leaves(batch).length === 0 || isTensor(batch))
        fail(operation, { argument: 'batch 0', expected: 'a record of tensors', received: batch })
      columns = columnsOf(batch)
      writer = shardWriter(folder, columns, bytes)
    }
    expect(batch, `batch ${count}`)
    const found = checkedBatch(operation, columns, batch, count)
    const { examples } = found
    if (!sizes.has(examples)) {
      sizes.add(examples)
      await step(batch, examples)
    }
    await writer.add(found)
    const last = batches.at(-1)
    if (last?.size === examples) batches.splice(-1, 1, { size: examples, count: last.count + 1 })
    else batches.push({ size: examples, count: 1 })
    rows += examples
    count++
  }
  let isOurs = false
  try {
    for await (const batch of passed) {
      isOurs = true
      await take(batch)
      isOurs = false
      if (count === steps) break
    }
  } catch (error) {
    throw isOurs ? error : sourceFault(operation, error, count)
  }
  if (writer === undefined) return fail(operation, { argument: 'batches', expected: 'at least 1 batch', received: 'none' })
  if (steps !== undefined && count < steps)
    return fail(operation, { argument: 'steps', expected: stepsUpTo(count, 'the batches there are'), received: steps })
  const shards = await writer.end()
  return { data: { columns, shards, rows, batches, orders: [], epochs: 1, digest: passed.digest() }, firstBatch: 0, count }
}
