/** What divides elements in order. */
import { constant, add, div, ne, select, sub, mul, or } from '../program/scalar.js'
import type { Scalar } from '../program/scalar.js'
import { count } from '../program/program.js'
import { axisIndices, reduce as reducedShape } from '../shape/axes.js'
import { expectShape, fail } from '../shape/error.js'
import { aBoolean, aShare, check, checkOptions, integers, optional } from '../shape/options.js'
import type { Float, Shape } from '../shape/shape.js'
import { alongAxis } from './along.js'
import { expectTensor, floats } from './argument.js'
import type { Axes, ReduceOptions, Reducing } from './reduction.js'
import { ascending } from './sort.js'
import type { AnyTensor } from './tensor.js'
import * as raw from './untyped.js'

/** From elements in order, of which there is the number, to what is wanted of them; `at` gives the one at a position. */
type Of = (n: number, at: (position: number) => AnyTensor) => AnyTensor

/** NaN where the last in order is one. */
const unlessNaN = raw.elementwise((x, last) => select(ne(last, last), last, x))

/** `of` for the elements along some axes, all where there are none. */
const ofOrdered = <A extends Axes, K extends boolean>(
  operation: string, axes: A | undefined, of: Of, options: ReduceOptions<boolean> = { keepDims: false },
): Reducing<A, K, Float> => {
  check(operation, { axes }, { axes: optional(integers) })
  const { keepDims } = checkOptions<ReduceOptions<boolean>>(operation, options, { keepDims: aBoolean })
  const reducing = (x: AnyTensor): AnyTensor => {
    const { shape }: { readonly shape: Shape } = expectTensor(operation, 'x', x, floats)
    const result = expectShape(operation, 'axes', reducedShape(shape, axes, keepDims), shape)
    const reduced = axes === undefined ? shape.map((_, i) => i) : axisIndices(shape, axes) as readonly number[]
    const others = shape.map((_, i) => i).filter((i) => !reduced.includes(i))
    const [n, rows] = [count(reduced.map((i) => shape[i]!)), others.map((i) => shape[i]!)]
    if (n === 0) fail(operation, { argument: 'x', expected: 'at least one element along the reduced axes', received: shape })
    const flat = raw.reshape(raw.permute(x, [...others, ...reduced]), [count(rows), n])
    const sorted = alongAxis(flat, ascending(flat), 1)
    const at = (position: number): AnyTensor => raw.slice(sorted, [0, position], [sorted.shape[0], position + 1])
    return raw.reshape(unlessNaN(of(n, at), at(n - 1)), result)
  }
  // What the shapes are is what the shape function said.
  return reducing as unknown as Reducing<A, K, Float>
}

const middle = raw.elementwise((a, b) => div(add(a, b), constant(a.dtype, 2)))

/**
 * The element in the middle of the order along some axes, all where none are given; of an even number the mean of the two in the
 * middle. NaN where one is among the elements. No elements are an error.
 *
 * @example
 * pipe(of([2, 3], [3, 1, 2, 9, 5, 4]), median([-1])) // [2, 5]
 * pipe(of([4], [4, 1, 3, 2]), median()) // 2.5
 */
export const median = <const A extends Axes = undefined, const K extends boolean = false>(
  axes?: A, options?: ReduceOptions<K>,
): Reducing<A, K, Float> => ofOrdered<A, K>('median', axes, (n, at) =>
  (n % 2 === 1 ? at((n - 1) / 2) : middle(at(n / 2 - 1), at(n / 2))), options)

/** a + (b - a)·t, from the nearer end: between the two in any rounding. Of equals it is the one, infinite as it may be. */
const between = (t: number) => raw.elementwise((a: Scalar, b: Scalar) => {
  const d = sub(b, a)
  const there = t < 0.5 ? add(a, mul(d, constant(a.dtype, t))) : sub(b, mul(d, constant(a.dtype, 1 - t)))
  return select(or(ne(a, b), ne(a, a)), there, a)
})

/**
 * The value below which a part `q`, from 0 to 1, of the elements lies along some axes, all where none are given: the element at
 * position q · (n - 1) of the order, and between two of them on the straight line through both, as numpy has it (method 7 of R.
 * Hyndman, Y. Fan, "Sample quantiles in statistical packages" (1996)). NaN where one is among the elements. No elements are an error.
 *
 * @example
 * pipe(of([5], [5, 1, 2, 4, 3]), quantile(0.75)) // 4
 * pipe(of([2, 2], [1, 2, 3, 5]), quantile(0.25, [1], { keepDims: true })) // [[1.25], [3.5]]
 */
export const quantile = <const A extends Axes = undefined, const K extends boolean = false>(
  q: number, axes?: A, options?: ReduceOptions<K>,
): Reducing<A, K, Float> => {
  check('quantile', { q }, { q: aShare })
  return ofOrdered<A, K>('quantile', axes, (n, at) => {
    const position = q * (n - 1)
    const low = Math.floor(position)
    return position === low ? at(low) : between(position - low)(at(low), at(low + 1))
  }, options)
}
