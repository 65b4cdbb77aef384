/** Elements of one tensor or the other, by a condition. */
import { expression } from '../program/expression.js'
import { constant } from '../program/scalar.js'
import * as s from '../program/scalar.js'
import { broadcast, type FitsBroadcast, type KnownBroadcast } from '../shape/broadcast.js'
import { expectShape, fail } from '../shape/error.js'
import type { DType, Shape } from '../shape/shape.js'
import { checkNumber, expectTensor } from './argument.js'
import { isTensor, type AnyTensor, type Tensor } from './tensor.js'
import * as raw from './untyped.js'

/** What chooses by a condition whose shape broadcasts with `B`; it gives elements of type `D`. */
export interface Choosing<B extends Shape, D extends DType> {
  <C extends Shape>(condition: FitsBroadcast<C, B> & Tensor<C, 'bool'>): FitsBroadcast<C, B> & Tensor<KnownBroadcast<C, B>, D>
}

/** `where(yes, no)(condition)`: one of both may be a number, shapes broadcast. */
export interface Where {
  <S extends Shape, D extends DType>(yes: number, no: Tensor<S, D>): Choosing<S, D>
  <S extends Shape, D extends DType>(yes: Tensor<S, D>, no: number): Choosing<S, D>
  <Y extends Shape, N extends Shape, D extends DType>(
    yes: Tensor<Y, D>, no: FitsBroadcast<Y, N> & Tensor<N, D>,
  ): Choosing<KnownBroadcast<Y, N>, D>
}

const chosen = raw.elementwise((c, yes, no) => s.select(c, yes, no))

/** A tensor or a number; one of them is a tensor, whose type the other has. */
const expectChoice = (argument: string, x: unknown, other: unknown): void => {
  if (isTensor(x)) {
    if (isTensor(other) && other.dtype !== x.dtype) fail('where', { argument: 'no', expected: x.dtype, received: other.dtype })
  } else if (typeof x === 'number' && isTensor(other)) checkNumber('where', argument, x, other.dtype)
  else if (typeof x === 'number') fail('where', { argument: 'no', expected: 'a tensor, as yes is a number', received: other })
  else fail('where', { argument, expected: 'a tensor or a number', received: x })
}

/**
 * `yes` where the condition holds, else `no`: tensors of one element type, or one of them a number. The shapes of all three
 * broadcast.
 *
 * @example
 * const x = of([3], [-1, 0, 2])
 * pipe(x, greater(0), where(x, 0)) // [0, 0, 2], relu
 * pipe(of([2, 1], [true, false], 'bool'), where(x, zeros([3]))) // [[-1, 0, 2], [0, 0, 0]]
 */
export const where: Where = (yes: AnyTensor | number, no: AnyTensor | number) => (condition: AnyTensor): any => {
  expectTensor('where', 'condition', condition, ['bool'])
  expectChoice('yes', yes, no)
  expectChoice('no', no, yes)
  const shape = [yes, no].reduce<Shape>((to, x) =>
    (isTensor(x) ? expectShape('where', x === yes ? 'yes' : 'no', broadcast(to, x.shape), x.shape) : to), condition.shape)
  const over = (x: AnyTensor): AnyTensor => raw.broadcast(x, shape)
  if (typeof yes === 'number') {
    const other = no as AnyTensor
    return raw.map(expression(['bool', other.dtype], (c, x) => s.select(c, constant(other.dtype, yes), x)), over(condition), over(other))
  }
  if (typeof no === 'number')
    return raw.map(expression(['bool', yes.dtype], (c, x) => s.select(c, x, constant(yes.dtype, no))), over(condition), over(yes))
  return chosen(over(condition), over(yes), over(no))
}
