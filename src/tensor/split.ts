/** One tensor becomes several. */
import { axisIndex } from '../shape/axes.js'
import { expectShape, fail } from '../shape/error.js'
import type { Fits, Known } from '../shape/fits.js'
import { anInteger, check, integers, type Kind } from '../shape/options.js'
import type { DType, Shape } from '../shape/shape.js'
import { splitSizes, unstack as unstackedShapes, type Split, type Unstack } from '../shape/split.js'
import { aTensor } from './argument.js'
import { within } from './take.js'
import type { AnyTensor, Tensor } from './tensor.js'
import * as raw from './untyped.js'

/** A tensor of each shape in a list; where there is a message instead, what says it. */
export type TensorsOf<Ss, D extends DType> =
  Ss extends string ? Fits<Ss> : { readonly [K in keyof Ss]: Tensor<Known<Ss[K]>, D> }

/** `split` into the parts `P` along the axis `A`, of any tensor that has them. */
export interface Splitting<P extends number | Shape, A extends number> {
  <S extends Shape, D extends DType>(x: Fits<Split<S, P, A>> & Tensor<S, D>): TensorsOf<Split<S, P, A>, D>
}
/** `unstack` along the axis `A`, of any tensor that has it. */
export interface Unstacking<A extends number> {
  <S extends Shape, D extends DType>(x: Fits<Unstack<S, A>> & Tensor<S, D>): TensorsOf<Unstack<S, A>, D>
}

const aParts: Kind = { expected: 'a whole number, or a list of sizes', holds: (x) => anInteger.holds(x) || integers.holds(x) }

/**
 * The parts along an axis, by default the first: as many as a number says, of one size, or one of each size in a list.
 * `concatenate` joins them. Sizes that do not add up to the axis' are an error.
 *
 * @example
 * const [a, b] = pipe(of([4], [1, 2, 3, 4]), split(2))
 * b // [3, 4]
 * pipe(zeros([2, 5]), split([2, 3], -1)) // readonly [Tensor<readonly [2, 2]>, Tensor<readonly [2, 3]>]
 */
export const split = <const P extends number | Shape, const A extends number = 0>(parts: P, axis?: A): Splitting<P, A> =>
  <S extends Shape, D extends DType>(x: Fits<Split<S, P, A>> & Tensor<S, D>): TensorsOf<Split<S, P, A>, D> => {
    const along: number = axis === undefined ? 0 : axis
    check('split', { parts, axis: along, x }, { parts: aParts, axis: anInteger, x: aTensor })
    const sizes = expectShape('split', 'parts', splitSizes(x.shape, parts, along), x.shape)
    const index = axisIndex(x.shape, along) as number
    let start = 0
    return sizes.map((n) => within(x, index, start, start += n)) as unknown as TensorsOf<Split<S, P, A>, D>
  }

/**
 * What an axis holds, by default the first: as many tensors without it. `stack` joins them.
 *
 * @example
 * pipe(of([2, 2], [1, 2, 3, 4]), unstack(1)) // [[1, 3], [2, 4]]
 */
export const unstack = <const A extends number = 0>(axis?: A): Unstacking<A> =>
  <S extends Shape, D extends DType>(x: Fits<Unstack<S, A>> & Tensor<S, D>): TensorsOf<Unstack<S, A>, D> => {
    const along: number = axis === undefined ? 0 : axis
    check('unstack', { axis: along, x }, { axis: anInteger, x: aTensor })
    const shapes = unstackedShapes(x.shape, along)
    if (typeof shapes === 'string')
      return fail('unstack', { argument: 'axis', expected: 'an axis of x', received: axis, message: shapes })
    const index = axisIndex(x.shape, along) as number
    const parts = shapes.map((shape, i): AnyTensor => raw.reshape(within(x, index, i, i + 1), shape))
    return parts as unknown as TensorsOf<Unstack<S, A>, D>
  }
