/**
 * A schedule is a pure function of the step, traced into the program with everything else. It computes in f64, so that the
 * rate of step 10⁶ is as good as that of step 1, and is rounded once, to the element type of each parameter.
 */
import type { Scalar } from '../../program/scalar.js'
import type { Tensor } from '../../tensor/tensor.js'
import { expectTensor } from '../../tensor/argument.js'
import { real } from '../count.js'

/** The value at each step, the first being step 0. */
export type Schedule = (step: Tensor<readonly [], 'i32'>) => Tensor<readonly [], 'f64'>

/** The schedule of an expression in the step. */
export const schedule = (f: (step: Scalar<'f64'>) => Scalar): Schedule => {
  const value = real(f) as Schedule
  return (step) => value(expectTensor('schedule', 'step', step, ['i32']) as typeof step)
}
