import { expectTensor, numbers } from './argument.js'
import { axesOf, keeps, kept, type Axes, type Reducer, type ReduceOptions } from './reduction.js'
import type { AnyTensor } from './tensor.js'
import type { Numeric } from './unary.js'
import * as raw from './untyped.js'

/** Each element of the first half times that of the second half, again and again. */
const halved = (x: AnyTensor): AnyTensor => {
  const [rows, n] = x.shape as readonly [number, number]
  if (n === 1) return raw.reshape(x, [rows])
  const half = Math.ceil(n / 2)
  const second = raw.pad(raw.slice(x, [0, half], [rows, n]), [0, 0], [0, 2 * half - n], 1)
  return halved(raw.mul(raw.slice(x, [0, 0], [rows, half]), second))
}

/**
 * The product. The order is fixed: of n elements in row-major order, h = ⌈n/2⌉, element i is multiplied by element i + h, and the
 * h products in the same way until one is left. Of no elements it is 1. The derivative is right also where elements are 0.
 *
 * @example
 * pipe(of([2, 3], [1, 2, 3, 4, 5, 6]), prod(1)) // [6, 120]
 * pipe(of([2, 3], [1, 2, 3, 4, 5, 6]), prod()) // 720
 */
// @__NO_SIDE_EFFECTS__
export const prod = ((axes?: Axes, options?: ReduceOptions<boolean>) => (x: AnyTensor): AnyTensor => {
  const keepDims = keeps('prod', options)
  const indices = axesOf('prod', expectTensor('prod', 'x', x, numbers).shape, axes)
  const left = x.shape.map((_: number, i: number) => i).filter((i: number) => !indices.includes(i))
  const inOrder = [...indices].sort((a, b) => a - b)
  const shape = left.map((axis: number) => x.shape[axis] as number)
  const rows = shape.reduce((a: number, b: number) => a * b, 1)
  const n = inOrder.reduce((size, axis) => size * (x.shape[axis] as number), 1)
  const made = n === 0 ? raw.full([rows], 1, x.dtype) : halved(raw.reshape(raw.permute(x, [...left, ...inOrder]), [rows, n]))
  return kept(raw.reshape(made, shape), x, indices, keepDims)
}) as Reducer<Numeric>
