/** Engines other than the package's backends. */
import * as t from 'io-ts'
import { recordLike } from '../trainer/codec.js'
import { checked, count } from './fields.js'
import { json } from './json.js'

/**
 * An engine that is none of the package's backends. Its bits repeat on one partition (devices, mesh, sharding) of one version and
 * one platform; losses on another one, or on the package's own backends, agree within a tolerance alone.
 */
export interface Engine {
  readonly name: 'xla'
  /** The versions of `jax`, `jaxlib` and `python`. */
  readonly versions: Readonly<Record<string, string>>
  /** `cpu`, `gpu`, `tpu`. */
  readonly platform: string
  /** The devices of all processes. */
  readonly devices: number
  readonly processes: number
  /** The number of devices along each axis. */
  readonly mesh: Readonly<Record<string, number>>
  /** How parameters were split, as `--shard` says it; an empty list where they were replicated. */
  readonly shard: readonly string[]
}

const text = checked('a string', (u): u is string => typeof u === 'string')

const parts = recordLike({
  name: checked('"xla"', (u): u is 'xla' => u === 'xla'),
  versions: t.record(t.string, text), platform: text, devices: count, processes: count, mesh: t.record(t.string, count),
  shard: t.readonlyArray(text),
})

/** Engines, frozen to the leaves. */
export const engineCodec = parts.pipe(json, 'an engine') as unknown as t.Type<Engine, unknown, unknown>

/** An engine in a few words. */
export const engineText = ({ name, versions, platform, devices, processes, mesh, shard }: Engine): string => {
  const pairs = (record: Readonly<Record<string, string | number>>, between: string): string =>
    Object.entries(record).map(([key, value]) => `${key}${between}${value}`).join(', ')
  return `${name} (${pairs(versions, ' ')}; ${platform}, devices: ${devices}, processes: ${processes}, mesh: ${pairs(mesh, '=')}${
    shard.length === 0 ? '' : `, shard: ${shard.join(', ')}`})`
}
