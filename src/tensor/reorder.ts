/** Operations that put axes and elements into another order. */
import { axisIndices } from '../shape/axes.js'
import { expectShape, fail } from '../shape/error.js'
import type { Fits } from '../shape/fits.js'
import {
  axisList, hasAxes, movedOrder, swappedOrder, type AxisOrAxes, type HasAxes, type MoveAxis, type SwapAxes,
} from '../shape/moveAxis.js'
import { anInteger, check, integers, optional } from '../shape/options.js'
import { repeat as tiledShape, type Repeat } from '../shape/repeat.js'
import type { DType, Shape } from '../shape/shape.js'
import type { Repeating } from './moves.js'
import { aTensor, someAxes } from './argument.js'
import { reversed, within } from './take.js'
import type { AnyTensor, Shaped, Tensor } from './tensor.js'
import * as raw from './untyped.js'

/** What keeps the shape of any tensor that has the axes `A`. */
export interface AlongAxes<A extends AxisOrAxes> {
  <S extends Shape, D extends DType>(x: Fits<HasAxes<S, A>> & Tensor<S, D>): Fits<HasAxes<S, A>> & Tensor<S, D>
}
/** `moveAxis` from `F` to `T`, of any tensor that has these axes. */
export interface MovingAxis<F extends AxisOrAxes, T extends AxisOrAxes> {
  <S extends Shape, D extends DType>(x: Fits<MoveAxis<S, F, T>> & Tensor<S, D>): Shaped<MoveAxis<S, F, T>, D>
}
/** `swapAxes` of `A` and `B`, of any tensor that has these axes. */
export interface SwappingAxes<A extends number, B extends number> {
  <S extends Shape, D extends DType>(x: Fits<SwapAxes<S, A, B>> & Tensor<S, D>): Shaped<SwapAxes<S, A, B>, D>
}

/** The axes from the front, or an error. */
const axesOf = (operation: string, shape: Shape, axes: AxisOrAxes): readonly number[] => {
  expectShape(operation, 'axes', hasAxes(shape, axes), shape)
  return axisIndices(shape, axisList(axes)) as readonly number[]
}

/**
 * Some axes in other places, the rest in their order: NumPy's `moveaxis`.
 *
 * @example
 * pipe(zeros([8, 28, 32]), moveAxis(0, -1)) // Tensor<readonly [28, 32, 8]>
 * pipe(zeros([8, 28, 32]), moveAxis([0, 1], [1, 0])) // Tensor<readonly [28, 8, 32]>
 */
export const moveAxis = <const F extends AxisOrAxes, const T extends AxisOrAxes>(from: F, to: T): MovingAxis<F, T> =>
  <S extends Shape, D extends DType>(x: Fits<MoveAxis<S, F, T>> & Tensor<S, D>): Shaped<MoveAxis<S, F, T>, D> => {
    check('moveAxis', { from, to, x }, { from: someAxes, to: someAxes, x: aTensor })
    const order = expectShape('moveAxis', 'from', movedOrder(x.shape, from, to), x.shape)
    return raw.permute(x, order) as Shaped<MoveAxis<S, F, T>, D>
  }

/**
 * Two axes exchanged.
 *
 * @example
 * pipe(zeros([8, 28, 32]), swapAxes(0, -1)) // Tensor<readonly [32, 28, 8]>
 */
export const swapAxes = <const A extends number, const B extends number>(a: A, b: B): SwappingAxes<A, B> =>
  <S extends Shape, D extends DType>(x: Fits<SwapAxes<S, A, B>> & Tensor<S, D>): Shaped<SwapAxes<S, A, B>, D> => {
    check('swapAxes', { a, b, x }, { a: anInteger, b: anInteger, x: aTensor })
    return raw.permute(x, expectShape('swapAxes', 'axes', swappedOrder(x.shape, a, b), x.shape)) as Shaped<SwapAxes<S, A, B>, D>
  }

/**
 * From the last element to the first along an axis, or several.
 *
 * @example
 * pipe(of([2, 2], [1, 2, 3, 4]), flip(1)) // [[2, 1], [4, 3]]
 * pipe(of([2, 2], [1, 2, 3, 4]), flip([0, 1])) // [[4, 3], [2, 1]]
 */
export const flip = <const A extends AxisOrAxes>(axes: A): AlongAxes<A> =>
  <S extends Shape, D extends DType>(x: Fits<HasAxes<S, A>> & Tensor<S, D>): Fits<HasAxes<S, A>> & Tensor<S, D> => {
    check('flip', { axes, x }, { axes: someAxes, x: aTensor })
    return axesOf('flip', x.shape, axes).reduce<AnyTensor>(reversed, x) as Fits<HasAxes<S, A>> & Tensor<S, D>
  }

/**
 * Every element `shift` places on along an axis, by default the last; those beyond the end come in at the beginning. Several axes
 * take a shift each.
 *
 * @example
 * pipe(of([4], [1, 2, 3, 4]), roll(1)) // [4, 1, 2, 3]
 * pipe(of([2, 2], [1, 2, 3, 4]), roll([1, 1], [0, 1])) // [[4, 3], [2, 1]]
 */
export const roll = <const A extends AxisOrAxes = -1>(shift: AxisOrAxes, axes?: A): AlongAxes<A> =>
  <S extends Shape, D extends DType>(x: Fits<HasAxes<S, A>> & Tensor<S, D>): Fits<HasAxes<S, A>> & Tensor<S, D> => {
    check('roll', { shift, axes, x }, { shift: someAxes, axes: optional(someAxes), x: aTensor })
    const along = axesOf('roll', x.shape, axes ?? -1)
    const shifts = axisList(shift)
    if (shifts.length !== along.length)
      fail('roll', {
        argument: 'shift', expected: along.length === 1 ? 'one shift' : `a shift for each of ${along.length} axes`, received: shift,
      })
    return along.reduce<AnyTensor>((rolled, axis, i) => {
      const n = x.shape[axis] as number
      const by = n === 0 ? 0 : (((shifts[i] as number) % n) + n) % n
      return by === 0 ? rolled : raw.concatenate([within(rolled, axis, n - by, n), within(rolled, axis, 0, n - by)], axis)
    }, x) as Fits<HasAxes<S, A>> & Tensor<S, D>
  }

/**
 * The whole tensor several times in a row, by a factor for each axis; `repeat` does so with each element.
 *
 * @example
 * pipe(of([1, 2], [1, 2]), tile([2, 2])) // [[1, 2, 1, 2], [1, 2, 1, 2]]
 */
export const tile = <const T extends Shape>(factors: T): Repeating<T> =>
  <S extends Shape, D extends DType>(x: Fits<Repeat<S, T>> & Tensor<S, D>): Shaped<Repeat<S, T>, D> => {
    check('tile', { factors, x }, { factors: integers, x: aTensor })
    const to = expectShape('tile', 'factors', tiledShape(x.shape, factors), x.shape)
    // An axis before each one that is repeated, of its factor.
    const apart = (times: (axis: number) => number): Shape =>
      x.shape.flatMap((n: number, i: number) => (factors[i] === 1 ? [n] : [times(i), n]))
    const copies = raw.broadcast(raw.reshape(x, apart(() => 1)), apart((i) => factors[i] as number))
    return raw.reshape(copies, to) as Shaped<Repeat<S, T>, D>
  }
