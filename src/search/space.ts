/** A space is a record of dimensions; a configuration has a value for each of them, of its type. */
import { fail } from '../shape/error.js'
import { foldIn, type Key } from '../random/key.js'
import { uniform } from '../random/distribution.js'
import { integers } from '../random/integers.js'
import { elements, type AnyTensor } from '../tensor/tensor.js'
import { scalar } from '../tensor/create.js'
import { exp, log } from '../tensor/unary.js'
import type { Continuous, Dimension, Finite, OneOf } from './dimension.js'

/** Hyperparameters by name, and what each may be. */
export type Space = Readonly<Record<string, Dimension>>

/** A value for each dimension of a space. */
export type Config<S extends Space> = { readonly [K in keyof S]: S[K] extends OneOf<infer T> ? T : number }

const first = (x: AnyTensor): number => elements(x)[0] as number
const confined = (x: number, { low, high }: Continuous): number => Math.max(low, Math.min(high, x))

/** How many values a finite dimension has. */
export const sizeOf = (dimension: Finite): number =>
  dimension.kind === 'oneOf' ? dimension.values.length : dimension.high - dimension.low + 1

/** One of the values of a finite dimension, from 0 on. */
export const valueAt = (dimension: Finite, i: number): unknown =>
  dimension.kind === 'oneOf' ? dimension.values[i] : dimension.low + i

/** A value drawn by a key. */
export const drawn = (dimension: Dimension, key: Key): unknown => {
  if (dimension.kind === 'uniform')
    return confined(first(uniform(key, [], { low: dimension.low, high: dimension.high }, 'f64')), dimension)
  if (dimension.kind === 'oneOf') return dimension.values[first(integers(key, [], { low: 0, high: dimension.values.length }))]
  if (dimension.kind === 'integers') return first(integers(key, [], { low: dimension.low, high: dimension.high + 1 }))
  const [low, high] = [dimension.low, dimension.high].map((end) => first(log(scalar(end, 'f64')))) as [number, number]
  // Neighbours may have one logarithm.
  const x = low < high ? uniform(key, [], { low, high }, 'f64') : scalar(low, 'f64')
  return confined(first(exp(x)), dimension)
}

/** No letter, so that no name begins with all of another. */
const end = 0x110000

/** A key for each name: what is drawn for one dimension depends on no other. */
export const named = (key: Key, name: string): Key =>
  [...[...name].map((letter) => letter.codePointAt(0) as number), end].reduce<Key>(foldIn, key)

const kinds: readonly unknown[] = ['oneOf', 'integers', 'uniform', 'logUniform'] satisfies readonly Dimension['kind'][]

/** The dimensions of a space by name. */
export const dimensionsOf = (operation: string, space: Space): readonly (readonly [name: string, dimension: Dimension])[] => {
  const entries = typeof space === 'object' && space !== null ? Object.entries(space) : []
  if (entries.length === 0) fail(operation, { argument: 'space', expected: 'a record of dimensions', received: space })
  for (const [name, dimension] of entries)
    if (typeof dimension !== 'object' || dimension === null || !kinds.includes(dimension.kind))
      fail(operation, { argument: `space.${name}`, expected: 'a dimension, as search.oneOf makes it', received: dimension })
  return entries
}
