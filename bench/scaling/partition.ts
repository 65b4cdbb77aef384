/** How the tensors of a step lie on the devices of a mesh, by the rules of the runner. */
import { bytes, sum, type Named } from './description.js'

/** Devices along each axis. */
export interface Mesh {
  readonly data: number
  readonly model?: number
}

/** A mesh, and how the state is split over it: `fsdp` and patterns, as in the runner's `--shard`. */
export interface Partition {
  readonly mesh: Mesh
  readonly shard: readonly string[]
}

/** Where a tensor is split. */
export interface Split {
  readonly axis: 'data' | 'model'
  readonly dimension: number
  readonly parts: number
}

const matches = (pattern: string, name: string): boolean =>
  new RegExp(`^${pattern.split('*').map((part) => part.replaceAll(/[.[\]]/g, '\\$&')).join('.*')}$`).test(name)

/** The largest dimension that `parts` divides, the first of equals. */
const largest = (shape: readonly number[], parts: number): number | undefined => shape.reduce<number | undefined>((best, size, i) =>
  (size % parts === 0 && (best === undefined || size > shape[best]!) ? i : best), undefined)

/**
 * Where a tensor is split, if it is: a batch by its examples, a carried tensor by the first pattern that it matches, or by
 * `fsdp`.
 */
export const splitOf = ({ name, shape }: Named, { mesh, shard }: Partition): Split | undefined => {
  if (name.startsWith('batch.')) return { axis: 'data', dimension: 0, parts: mesh.data }
  if (!/^(params|optimizer)\./.test(name)) return undefined
  for (const rule of shard) {
    const [, pattern = '', axis, dimension = '-1'] = /^(.*)=(data|model)(?::(-?\d+))?$/.exec(rule) ?? []
    const parts = axis === 'model' ? mesh.model : mesh.data
    if ((axis !== 'data' && axis !== 'model') || parts === undefined || !matches(pattern, name)) continue
    return { axis, dimension: (Number(dimension) + shape.length) % shape.length, parts }
  }
  const dimension = shard.includes('fsdp') ? largest(shape, mesh.data) : undefined
  return dimension === undefined ? undefined : { axis: 'data', dimension, parts: mesh.data }
}

/** The bytes of tensors on each device. */
export const bytesPerDevice = (tensors: readonly Named[], partition: Partition): number =>
  sum(tensors.map((tensor) => bytes(tensor) / (splitOf(tensor, partition)?.parts ?? 1)))
