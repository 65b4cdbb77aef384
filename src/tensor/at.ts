/** Positions and ranges of all axes in one call. */
import { expectShape } from '../shape/error.js'
import { takenAt, type At, type Position, type Taken } from '../shape/at.js'
import type { Fits } from '../shape/fits.js'
import { check, integers, listOf } from '../shape/options.js'
import type { DType, Shape } from '../shape/shape.js'
import { aTensor } from './argument.js'
import { reversed } from './take.js'
import type { AnyTensor, Shaped, Tensor } from './tensor.js'
import * as raw from './untyped.js'

/** `at` of the positions `P`, of any tensor that they fit. */
export interface Indexing<P extends readonly Position[]> {
  <S extends Shape, D extends DType>(x: Fits<At<S, P>> & Tensor<S, D>): Shaped<At<S, P>, D>
}

/** Among the positions of `at`, a new axis of size 1. */
export const newAxis = 'newAxis'

const isBound = (u: unknown): boolean => u === null || Number.isSafeInteger(u)
const aPositions = listOf('positions: a whole number, null, [start, stop], [start, stop, step], \'...\' or newAxis', {
  expected: '',
  holds: (p) => p === null || p === '...' || p === newAxis || Number.isSafeInteger(p)
    || (Array.isArray(p) && (p.length === 2 || (p.length === 3 && integers.holds([p[2]]))) && p.slice(0, 2).every(isBound)),
})

/**
 * What stands at a position of each axis, NumPy's basic indexing: a number takes one element, and the axis goes; `[start, stop]`
 * and `[start, stop, step]` take a range, backward where the step is negative; `null` takes all, in place of a bound as far as the
 * axis goes. Negative numbers count from the end. `'...'` stands for the axes that the others leave, `newAxis` for a new one of
 * size 1; axes behind the positions are taken whole. What lies beyond an axis is an error.
 *
 * @example
 * const x = of([2, 3], [1, 2, 3, 4, 5, 6])
 * pipe(x, at(null, 0)) // [1, 4]
 * pipe(x, at(-1, [null, null, -1])) // [6, 5, 4]
 * pipe(x, at('...', [1, null], newAxis)) // Tensor<readonly [2, 2, 1]>
 */
export const at = <const P extends readonly Position[]>(...positions: P): Indexing<P> =>
  <S extends Shape, D extends DType>(x: Fits<At<S, P>> & Tensor<S, D>): Shaped<At<S, P>, D> => {
    check('at', { positions, x }, { positions: aPositions, x: aTensor })
    const found = takenAt(x.shape, positions)
    if (typeof found === 'string') return expectShape('at', 'positions', found, x.shape) as never
    return raw.reshape(found.axes.reduce<AnyTensor>(backward, forward(x, found.axes)), found.shape) as Shaped<At<S, P>, D>
  }

/** The elements that each axis gives, in their order in it. */
const forward = (x: AnyTensor, axes: readonly Taken[]): AnyTensor => {
  const first = ({ start, step, size }: Taken): number => (step < 0 && size > 0 ? start + step * (size - 1) : start)
  const starts = axes.map(first)
  // Backward from the last element of nothing, a range would begin beyond the axis.
  const stops = axes.map(({ size, step }, i) => (starts[i] as number) + (size === 0 ? 0 : Math.abs(step) * (size - 1) + 1))
  return raw.slice(x, starts.map((n) => Math.max(n, 0)), stops.map((n) => Math.max(n, 0)), axes.map(({ step }) => Math.abs(step)))
}

const backward = (x: AnyTensor, { step }: Taken, axis: number): AnyTensor => (step < 0 ? reversed(x, axis) : x)
