/** Smoothing against noise: each value becomes the mean or the median of those around it along an axis of the example. */
import { allocate } from '../../program/elements.js'
import { count } from '../../program/program.js'
import { fail } from '../../shape/error.js'
import { expectTensor, floats } from '../../tensor/argument.js'
import { concrete, elements, type AnyTensor } from '../../tensor/tensor.js'
import { mean, median } from './statistic.js'

/** `window` values (an odd number) around each; at the ends, those that there are. Axis 0 is the first of an example. */
export interface Smoothing {
  readonly by: 'mean' | 'median'
  readonly window: number
  readonly axis: number
}

const of = { mean, median }

export const smoothed = (x: AnyTensor, { by, window, axis }: Smoothing): AnyTensor => {
  const shape: readonly number[] = expectTensor('preprocess.smooth', 'inputs', x, floats).shape
  const at = axis < 0 ? shape.length + axis : axis + 1
  const expected = `an axis of an example of [${shape.slice(1).join(', ')}]`
  if (at < 1 || at >= shape.length) fail('preprocess.smooth', { argument: 'axis', expected, received: axis })
  const size = shape[at] as number
  const stride = count(shape.slice(at + 1))
  const from = elements(x)
  const to = allocate(x.dtype, from.length)
  const half = (window - 1) / 2
  const around = new Float64Array(Math.min(window, size))
  for (let i = 0; i < to.length; i++) {
    const place = Math.floor(i / stride) % size
    const [first, last] = [Math.max(0, place - half), Math.min(size - 1, place + half)]
    for (let j = first; j <= last; j++) around[j - first] = from[i + (j - place) * stride] as number
    const values = around.subarray(0, last - first + 1)
    // A median would sort NaN to the end; what is missing makes its surroundings missing instead.
    to[i] = values.some(Number.isNaN) ? NaN : of[by](values)
  }
  return concrete({ shape, dtype: x.dtype }, to)
}
