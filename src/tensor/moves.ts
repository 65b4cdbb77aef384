/**
 * Operations that move elements, told all but the tensor. They have names, so that the compiler's message of a tensor that does
 * not fit is about that.
 */
import type { ExpandDims, Permute, Squeeze } from '../shape/axes.js'
import type { BroadcastTo } from '../shape/broadcast.js'
import type { Fits } from '../shape/fits.js'
import type { Pad, Widths } from '../shape/pad.js'
import type { Repeat } from '../shape/repeat.js'
import type { Reshape } from '../shape/reshape.js'
import type { DType, Shape } from '../shape/shape.js'
import type { Range, Slice } from '../shape/slice.js'
import type { Shaped, Tensor } from './tensor.js'

/** `reshape` into the shape `T`, of any tensor that it fits. */
export interface Reshaping<T extends Shape> {
  <S extends Shape, D extends DType>(x: Fits<Reshape<S, T>> & Tensor<S, D>): Shaped<Reshape<S, T>, D>
}

/** `permute` with the axes in the order `O`, of any tensor that it fits. */
export interface Permuting<O extends readonly number[]> {
  <S extends Shape, D extends DType>(x: Fits<Permute<S, O>> & Tensor<S, D>): Shaped<Permute<S, O>, D>
}

/** `broadcastTo` to the shape `T`, of any tensor that it fits. */
export interface BroadcastingTo<T extends Shape> {
  <S extends Shape, D extends DType>(x: Fits<BroadcastTo<S, T>> & Tensor<S, D>): Fits<BroadcastTo<S, T>> & Tensor<T, D>
}

/** `expandDims` before the axis `A`, of any tensor that it fits. */
export interface Expanding<A extends number> {
  <S extends Shape, D extends DType>(x: Fits<ExpandDims<S, A>> & Tensor<S, D>): Shaped<ExpandDims<S, A>, D>
}

/** `squeeze` without the axes `A`, of any tensor that it fits. */
export interface Squeezing<A extends readonly number[] | undefined> {
  <S extends Shape, D extends DType>(x: Fits<Squeeze<S, A>> & Tensor<S, D>): Shaped<Squeeze<S, A>, D>
}

/** `slice` of the ranges `R`, of any tensor that it fits. */
export interface Slicing<R extends readonly Range[]> {
  <S extends Shape, D extends DType>(x: Fits<Slice<S, R>> & Tensor<S, D>): Shaped<Slice<S, R>, D>
}

/** `pad` with borders of widths `W`, of any tensor that it fits. */
export interface Bordering<W extends Widths> {
  <S extends Shape, D extends DType>(x: Fits<Pad<S, W>> & Tensor<S, D>): Shaped<Pad<S, W>, D>
}

/** `repeat` by the factors `T`, of any tensor that it fits. */
export interface Repeating<T extends Shape> {
  <S extends Shape, D extends DType>(x: Fits<Repeat<S, T>> & Tensor<S, D>): Shaped<Repeat<S, T>, D>
}
