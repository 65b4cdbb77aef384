/** The batches of a job as its reader takes them: rows of the shards by the orders, in the sizes that it says. */
import { join } from 'node:path'
import { concrete, elements, type AnyTensor } from '../../src/tensor/tensor.js'
import { read } from '../../src/checkpoint/index.js'
import { join as joined, range, take } from '../../src/dataset/rows.js'
import type { Contents } from '../../src/xla/index.js'
import { right } from '../either.js'

export type Taken = Readonly<Record<string, AnyTensor>>

/** Batches by the names of their columns, those that the job's steps take. */
export const taken = async (folder: string, { data, steps }: Contents): Promise<readonly Taken[]> => {
  const tensorsIn = async (file: string) => right(await read(join(folder, file))()).tensors
  const shards = await Promise.all(data.shards.map(({ file }) => tensorsIn(file)))
  const orders = await Promise.all(data.orders.map(({ file }) => tensorsIn(file)))
  const columns = data.columns.map((column) => ({ ...column, all: joined(shards.map((shard) => shard.get(column.name)!)) }))
  shards.forEach((shard, i) => {
    for (const { name, per } of data.columns) {
      const { rows, batches } = data.shards[i]!
      if (shard.get(name)!.shape[0] !== (per === 'example' ? rows : batches)) throw new Error(`${name} of shard ${i} has other rows than it says`)
    }
    if (shard.size !== data.columns.length) throw new Error(`shard ${i} has other tensors than columns`)
  })
  const all: Taken[] = []
  for (let epoch = 0; epoch < data.epochs; epoch++) {
    const order = orders[epoch]?.get('order')
    let [at, batch] = [0, 0]
    for (const { size, count } of data.batches)
      for (let i = 0; i < count; i++) {
        const rows = Array.from({ length: size }, (_, j) => (order === undefined ? at + j : elements(order)[at + j]!))
        all.push(Object.fromEntries(columns.map(({ name, per, shape, dtype, all: column }) =>
          [name, per === 'example' ? take(column, rows) : concrete({ shape, dtype }, elements(range(column, batch, batch + 1)))])))
        at += size
        batch++
      }
  }
  return all.slice(steps.firstBatch, steps.firstBatch + steps.count)
}
