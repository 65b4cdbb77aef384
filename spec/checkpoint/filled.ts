/** Contents of eight megabytes that tell whether they are whole: number k has k in every place. */
import type { Safetensors } from '../../src/checkpoint/index.js'
import { elements } from '../../src/tensor/tensor.js'
import { full } from '../../src/tensor/untyped.js'

const names = ['first', 'second', 'third', 'fourth']

/** Contents number k. */
export const filled = (k: number): Safetensors =>
  ({ tensors: new Map(names.map((name) => [name, full([512, 1024], k, 'f32')])), metadata: new Map([['k', String(k)]]) })

/** The k of contents; undefined where there are two. */
export const inEveryPlace = ({ tensors, metadata }: Safetensors): number | undefined => {
  const k = Number(metadata.get('k'))
  return tensors.size === names.length && [...tensors.values()].every((x) => elements(x).every((e) => e === k)) ? k : undefined
}
