/** Looking rows up by index, and back. */
import * as s from '../program/scalar.js'
import { fail } from '../shape/error.js'
import type { DType, Float, Shape } from '../shape/shape.js'
import { checkCount, checkDtype, expectTensor, floats } from './argument.js'
import { elements, recordingOf, type AnyTensor, type Tensor } from './tensor.js'
import * as raw from './untyped.js'

const checkIndices = (operation: string, indices: AnyTensor, rows: number): void => {
  expectTensor(operation, 'indices', indices, ['i32'])
  if (recordingOf(indices) !== undefined) return
  const list = elements(indices)
  const at = list.findIndex((i) => i < 0 || i >= rows)
  if (at >= 0) fail(operation, { argument: `indices[${at}]`, expected: `an index from 0 to ${rows - 1}`, received: list[at] })
}

/**
 * Rows [n, ...row] by indices [...where]: [...where, ...row]. An index outside is an error.
 *
 * @example
 * pipe(of([3, 2], [1, 2, 3, 4, 5, 6]), gather(of([2], [2, 0], 'i32'))) // [[5, 6], [1, 2]]
 */
export const gather = <I extends Shape>(indices: Tensor<I, 'i32'>) =>
  <N extends number, R extends Shape, D extends DType>(rows: Tensor<readonly [N, ...R], D>): Tensor<readonly [...I, ...R], D> => {
    const [n]: Shape = expectTensor('gather', 'rows', rows).shape
    checkIndices('gather', indices, n ?? fail('gather', { argument: 'rows', expected: 'a tensor [n, ...]', received: rows }))
    return raw.gather(rows, indices) as Tensor<readonly [...I, ...R], D>
  }

const truth = raw.elementwise((a, b) => s.eq(a, b))

/**
 * 1 at the class, 0 elsewhere, along a new last axis. A class outside 0 … classes - 1 is an error.
 *
 * @example
 * oneHot(3)(of([2], [0, 2], 'i32')) // [[1, 0, 0], [0, 0, 1]]
 */
export const oneHot = <const C extends number, D extends Float = 'f32'>(
  classes: C,
  dtype?: D,
) => <S extends Shape>(indices: Tensor<S, 'i32'>): Tensor<readonly [...S, C], NoInfer<D>> => {
  checkCount('oneHot', 'classes', classes)
  checkDtype('oneHot', dtype, floats)
  checkIndices('oneHot', indices, classes)
  const shape = [...indices.shape, classes]
  const spread = raw.broadcast(raw.reshape(indices, [...indices.shape, 1]), shape)
  const matches = truth(raw.iota(shape, shape.length - 1), spread)
  return raw.elementwise((x) => s.convert(x, dtype ?? 'f32'))(matches) as Tensor<readonly [...S, C], D>
}
