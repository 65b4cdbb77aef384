/** Values of programs that run on many examples at once. */
import type { AnyTensor } from '../tensor/tensor.js'
import { broadcast, permute } from '../tensor/untyped.js'

/** A value of each example, along a new first axis; or one that is the same for all of them. */
export interface Value {
  readonly tensor: AnyTensor
  readonly isBatched: boolean
}

export type Values = readonly Value[]

/** The tensor of each example, [n, ...shape]: what is the same for all is repeated. */
export const repeated = ({ tensor, isBatched }: Value, n: number): AnyTensor =>
  isBatched ? tensor : broadcast(tensor, [n, ...tensor.shape])

/** The same elements with two axes exchanged. */
export const exchanged = (x: AnyTensor, one: number, other: number): AnyTensor =>
  permute(x, x.shape.map((_: number, axis: number) => (axis === one ? other : axis === other ? one : axis)))

/** The same elements with one axis in another place. */
export const movedAxis = (x: AnyTensor, from: number, to: number): AnyTensor => {
  const others = x.shape.map((_: number, axis: number) => axis).filter((axis: number) => axis !== from)
  return permute(x, others.toSpliced(to, 0, from))
}
