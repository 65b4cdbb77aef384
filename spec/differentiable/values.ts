/** Numbers to differentiate at: odd shapes, away from kinks. */
import { normal } from '../../src/random/distribution.js'
import { key } from '../../src/random/key.js'
import type { Shape } from '../../src/shape/shape.js'
import { of, toArray } from '../../src/tensor/index.js'
import type { Tensor } from '../../src/tensor/tensor.js'

export type F64<S extends Shape> = Tensor<S, 'f64'>

/** Normal numbers of f64, a function of the seed. */
export const some = <const S extends Shape>(shape: S, seed = 1): F64<S> => normal(key(seed), shape, 'f64') as F64<S>

/** Numbers further than 0.1 from 0 and, sorted, from each other by a tenth: no kink is near. */
export const apart = <const S extends Shape>(shape: S, seed = 1): F64<S> => {
  const order = toArray(some(shape, seed)).map((x, i) => [x, i] as const).toSorted(([a], [b]) => a - b)
  const values: number[] = []
  order.forEach(([, i], rank) => { values[i] = (rank - Math.floor(order.length / 2)) * 0.3 + 0.15 })
  return of(shape, values, 'f64')
}

/** Numbers between 0.5 and 2.5. */
export const positive = <const S extends Shape>(shape: S, seed = 1): F64<S> => of(shape, toArray(some(shape, seed)).map((x) => 0.5 + 2 * (Math.abs(x) - Math.floor(Math.abs(x)))), 'f64')
