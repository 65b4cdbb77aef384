/** Numbers in equal steps, and grids of them. */
import { checkMemory } from '../program/elements.js'
import { fail } from '../shape/error.js'
import { arangeSize, grid, type ArangeSize, type Grid, type Indexing } from '../shape/grid.js'
import { aBoolean, aNumber, check, checkOptions, listOf, oneOf } from '../shape/options.js'
import type { Float, Shape } from '../shape/shape.js'
import { aTensor, checkCount, checkDtype, checkNumber, floats, numbers } from './argument.js'
import { range } from './create.js'
import type { AnyTensor, Tensor } from './tensor.js'
import type { Numeric } from './unary.js'
import * as raw from './untyped.js'

/** `arange(stop)`, `arange(start, stop, step, dtype)`. */
export interface Arange {
  <const N extends number>(stop: N): Tensor<readonly [N], 'i32'>
  <const A extends number, const B extends number, const S extends number = 1, D extends Numeric = 'i32'>(
    start: A, stop: B, step?: S, dtype?: D,
  ): Tensor<readonly [ArangeSize<A, B, S>], NoInfer<D>>
}

/**
 * The numbers start, start + step, … before stop, as integers if nothing else is asked for: fractions are an error then. So is a
 * step that leads away from the stop.
 *
 * @example
 * arange(4) // [0, 1, 2, 3]
 * arange(10, 0, -4) // [10, 6, 2]
 * arange(0, 1, 0.25, 'f32') // [0, 0.25, 0.5, 0.75]
 */
export const arange: Arange = (start: number, stop?: number, step = 1, dtype: Numeric = 'i32'): any => {
  if (stop === undefined) return range(start)
  check('arange', { start, stop, step }, { start: aNumber, stop: aNumber, step: aNumber })
  checkDtype('arange', dtype, numbers)
  if (step === 0) fail('arange', { argument: 'step', expected: 'another number than 0', received: step })
  if ((stop - start) * step < 0)
    fail('arange', {
      argument: 'step', expected: `${stop < start ? 'negative' : 'positive'}, from ${start} to ${stop}`, received: step,
    })
  const size = arangeSize(start, stop, step)
  checkMemory('arange', 'size', dtype, size)
  const values = Array.from({ length: size }, (_, i) => start + i * step)
  values.slice(0, 2).concat(values.slice(-1)).forEach((value) => checkNumber('arange', 'step', value, dtype))
  return raw.vector(values, dtype)
}

/** What `linspace` takes besides the ends and the number. */
export interface LinspaceOptions<D extends Float> {
  /** Whether `stop` is the last number, as by default, or the first that isn't there. */
  readonly endpoint?: boolean
  /** By default f32. */
  readonly dtype?: D
}

/**
 * `n` numbers in equal steps from start to stop. They are computed in double precision, and rounded once.
 *
 * @example
 * linspace(0, 1, 5) // [0, 0.25, 0.5, 0.75, 1]
 * linspace(0, 1, 4, { endpoint: false }) // [0, 0.25, 0.5, 0.75]
 */
export const linspace = <const N extends number, D extends Float = 'f32'>(
  start: number, stop: number, n: N, options: LinspaceOptions<D> = {},
): Tensor<readonly [N], NoInfer<D>> => {
  check('linspace', { start, stop }, { start: aNumber, stop: aNumber })
  checkCount('linspace', 'n', n)
  const { endpoint = true, dtype = 'f32' } =
    checkOptions<LinspaceOptions<D>>('linspace', options, { endpoint: aBoolean, dtype: true })
  checkDtype('linspace', dtype, floats)
  checkMemory('linspace', 'n', dtype, n)
  const step = n === 1 && endpoint ? 0 : (stop - start) / (endpoint ? n - 1 : n)
  const values = Array.from({ length: n }, (_, i) => (endpoint && n > 1 && i === n - 1 ? stop : start + i * step))
  return raw.vector(values, dtype) as Tensor<readonly [N], D>
}

/** Vectors, as `meshgrid` takes them. */
export type Vectors = readonly Tensor<any, any>[]
/** The sizes of vectors. */
export type Lengths<Ts extends Vectors> =
  { readonly [K in keyof Ts]: Ts[K] extends Tensor<readonly [infer N extends number], any> ? N : never }

/** The coordinates in a grid over some vectors: a tensor of the grid's shape for each. */
export type Coordinates<Ts extends Vectors, X extends Indexing> =
  { readonly [K in keyof Ts]: Tensor<Grid<Lengths<Ts>, X>, Ts[K]['dtype']> }

/** `meshgrid` of vectors. */
export interface Meshing<X extends Indexing> {
  <const Ts extends Vectors>(vectors: Ts): Coordinates<Ts, X>
}

/** How the axes of a grid lie. */
export interface MeshgridOptions<X extends Indexing> {
  /** `'xy'`: the first vector runs along the second axis, as in a picture; `'ij'`: along the first. */
  readonly indexing?: X
}

/**
 * The coordinates of all points of a grid over some vectors: of [n] and [m], two tensors [m, n], or [n, m] by `indexing: 'ij'`.
 *
 * @example
 * const [x, y] = meshgrid()([of([3], [1, 2, 3]), of([2], [10, 20])])
 * x // [[1, 2, 3], [1, 2, 3]]
 * y // [[10, 10, 10], [20, 20, 20]]
 */
export const meshgrid = <const X extends Indexing = 'xy'>(options: MeshgridOptions<X> = {}): Meshing<X> =>
  <const Ts extends Vectors>(vectors: Ts): Coordinates<Ts, X> => {
    const { indexing = 'xy' as X } = checkOptions<MeshgridOptions<X>>('meshgrid', options, { indexing: oneOf('xy', 'ij') })
    check('meshgrid', { vectors }, { vectors: listOf('vectors', aTensor) })
    const sizes: Shape = vectors.map((x: AnyTensor, i) => (x.shape.length === 1 ? x.shape[0] as number
      : fail('meshgrid', { argument: `vectors[${i}]`, expected: 'a vector', received: x.shape })))
    const shape = grid(sizes, indexing)
    return vectors.map((x: AnyTensor, i) => {
      const axis = indexing === 'xy' && sizes.length > 1 && i < 2 ? 1 - i : i
      return raw.broadcast(raw.reshape(x, shape.map((n, j) => (j === axis ? n : 1))), shape)
    }) as unknown as Coordinates<Ts, X>
  }
