/**
 * Softmax and its kin along an axis. The greatest element m is taken out first, so that nothing overflows:
 *
 *     logSumExp x = m + log Σ exp(x - m),  logSoftmax x = (x - m) - log Σ exp(x - m),  softmax x = exp(x - m) / Σ exp(x - m)
 *
 * m cancels from each, so it takes no part in the derivatives.
 */
import { exp, log } from '../program/elementary/functions.js'
import { add, sub } from '../program/scalar.js'
import { held } from '../program/scalarFunction.js'
import { fail } from '../shape/error.js'
import type { Float, Shape } from '../shape/shape.js'
import { expectTensor, floats } from './argument.js'
import type { AnyTensor, Tensor } from './tensor.js'
import * as raw from './untyped.js'

const shift = raw.elementwise((x, m) => sub(x, held(m)))
const power = raw.elementwise((x) => exp(x))
const logarithm = raw.elementwise((x) => log(x))
const sum = raw.elementwise((x, m) => add(x, held(m)))

interface Parts {
  /** x - m. */
  readonly shifted: AnyTensor
  /** exp(x - m). */
  readonly powers: AnyTensor
  /** Σ exp(x - m), without the axis. */
  readonly total: AnyTensor
  /** m, without the axis. */
  readonly greatest: AnyTensor
  readonly spread: (rows: AnyTensor) => AnyTensor
}

const parts = (operation: string, x: AnyTensor, axis = expectTensor(operation, 'x', x, floats).shape.length - 1): Parts => {
  if (axis < 0 || x.shape[axis] === 0)
    fail(operation, { argument: 'x', expected: 'at least one element along the last axis', received: x.shape })
  const spread = (rows: AnyTensor): AnyTensor => raw.expand(rows, [axis], x.shape)
  const greatest = raw.reduce('max', x, [axis])
  const shifted = shift(x, spread(greatest))
  const powers = power(shifted)
  return { shifted, powers, total: raw.reduce('sum', powers, [axis]), greatest, spread }
}

/** Positive numbers that add up to 1 along an axis, the last if nothing is said, which must not be empty. */
export const softmax = <S extends Shape, D extends Float>(x: Tensor<S, D>, axis?: number): Tensor<S, D> => {
  const { powers, total, spread } = parts('softmax', x, axis)
  return raw.div(powers, spread(total)) as Tensor<S, D>
}

/** The logarithm of softmax, to the last digits also where softmax is close to 0. */
export const logSoftmax = <S extends Shape, D extends Float>(x: Tensor<S, D>, axis?: number): Tensor<S, D> => {
  const { shifted, total, spread } = parts('logSoftmax', x, axis)
  return raw.sub(shifted, spread(logarithm(total))) as Tensor<S, D>
}

/** The logarithm of the sum of exponentials along an axis, which vanishes. */
export const logSumExp = (x: AnyTensor, axis?: number): AnyTensor => {
  const { total, greatest } = parts('logSumExp', x, axis)
  return sum(logarithm(total), greatest)
}
