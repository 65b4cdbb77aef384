/** Reads a workload's file: tensors by name, and what its metadata says of the workload. Needs nothing but Node. */
import { readFileSync } from 'node:fs'

const lists = { F32: Float32Array, I32: Int32Array }

/**
 * @typedef {{ readonly shape: readonly number[], readonly values: Float32Array | Int32Array }} Stored
 * @type {(file: string) => { readonly tensors: Readonly<Record<string, Stored>>, readonly workload: any }}
 */
export const read = (file) => {
  const bytes = readFileSync(file)
  const from = 8 + Number(bytes.readBigUInt64LE(0))
  const { __metadata__: { workload }, ...entries } = JSON.parse(bytes.toString('utf8', 8, from))
  const tensors = Object.fromEntries(Object.entries(entries).map(([name, { dtype, shape, data_offsets: [begin, end] }]) => {
    const copy = new Uint8Array(bytes.subarray(from + begin, from + end))
    return [name, { shape, values: new lists[dtype](copy.buffer) }]
  }))
  return { tensors, workload: JSON.parse(workload) }
}

/** The batches of a file: inputs and targets. */
export const batchesOf = ({ tensors, workload }) =>
  Array.from({ length: workload.batches }, (_, i) => ({
    inputs: tensors[`batch.${i}.inputs`], targets: tensors[`batch.${i}.targets`],
  }))
