/** Windows into a tensor that begin where a tensor says, as programs know it only when they run. */
import { add, and, constant, ge, lt, select, sub } from '../program/scalar.js'
import { expectShape, fail } from '../shape/error.js'
import type { Fits } from '../shape/fits.js'
import { anInteger, check, integers, listOf, type Kind } from '../shape/options.js'
import type { DType, Shape } from '../shape/shape.js'
import { inner, type Inner } from '../shape/take.js'
import { axesText, shapeText } from '../shape/text.js'
import { aTensor, expectTensor } from './argument.js'
import { take, within } from './take.js'
import { isTensor, readable, type AnyTensor, type Shaped, type Tensor } from './tensor.js'
import * as raw from './untyped.js'

/** Where a window begins along one axis. */
export type Start = number | Tensor<readonly [], 'i32'>

/** `dynamicSlice` of the sizes `W`, of any tensor that has room for them. */
export interface SlicingAt<W extends Shape> {
  <S extends Shape, D extends DType>(x: Fits<Inner<S, W>> & Tensor<S, D>): Shaped<Inner<S, W>, D>
}
/** `dynamicUpdate` by a tensor of the shape `W`, of any tensor that has room for it. */
export interface UpdatingAt<W extends Shape, D extends DType> {
  <S extends Shape>(x: Fits<Inner<S, W>> & Tensor<S, D>): Fits<Inner<S, W>> & Tensor<S, D>
}

const aStart: Kind = { expected: '', holds: (x) => anInteger.holds(x) || isTensor(x) && x.dtype === 'i32' && x.shape.length === 0 }
const aStarts = listOf('whole numbers or tensors i32[]', aStart)

/** A start for each axis: numbers, also of tensors that are there, have been checked; others are where programs run. */
const startsOf = (operation: string, starts: readonly Start[], x: AnyTensor, window: Shape): readonly (number | AnyTensor)[] => {
  expectShape(operation, 'sizes', inner(x.shape, window), window)
  if (starts.length !== x.shape.length)
    fail(operation, {
      argument: 'starts', expected: `one for each of ${axesText(x.shape.length)}`, received: starts.length,
      message: `${starts.length} starts for ${shapeText(x.shape)}, which has ${axesText(x.shape.length)}`,
    })
  return starts.map((start, axis) => {
    const last = (x.shape[axis] as number) - (window[axis] as number)
    const known = typeof start === 'number' ? start : readable(start)?.[0]
    if (known === undefined) return reached(start as AnyTensor, last)
    if (known < 0 || known > last)
      fail(operation, { argument: `starts[${axis}]`, expected: `an index from 0 to ${last}`, received: known })
    return known
  })
}

/** A start of at most `last`: looked up among all of them, so that another one is an error. */
const reached = (start: AnyTensor, last: number): AnyTensor => raw.gather(raw.iota([last + 1], 0), start)

const shifted = raw.elementwise((i, start) => add(i, start))
const distance = raw.elementwise((i, start) => sub(i, start))

/**
 * A window of some sizes, which begins at a start along each axis: numbers, or i32 tensors without axes, as a program knows them
 * when it runs. A window that reaches beyond the tensor is an error; JAX's `dynamic_slice` moves it.
 *
 * @example
 * const x = of([2, 3], [1, 2, 3, 4, 5, 6])
 * pipe(x, dynamicSlice([0, scalar(1, 'i32')], [2, 2])) // [[2, 3], [5, 6]]
 */
export const dynamicSlice = <const W extends Shape>(starts: readonly Start[], sizes: W): SlicingAt<W> =>
  <S extends Shape, D extends DType>(x: Fits<Inner<S, W>> & Tensor<S, D>): Shaped<Inner<S, W>, D> => {
    check('dynamicSlice', { starts, sizes, x }, { starts: aStarts, sizes: aShape, x: aTensor })
    return startsOf('dynamicSlice', starts, x, sizes).reduce<AnyTensor>((part, start, axis) => {
      const size = sizes[axis] as number
      return typeof start === 'number' ? within(part, axis, start, start + size)
        : take(part, shifted(raw.iota([size], 0), raw.broadcast(start, [size])), axis)
    }, x) as Shaped<Inner<S, W>, D>
  }

const aShape: Kind = {
  expected: 'a list of whole numbers of at least 0', holds: (x) => integers.holds(x) && x.every((n: number) => n >= 0),
}

/** Of the places along an axis, those of a window, and which of its elements each has; the first, where it has none. */
const place = (start: AnyTensor, n: number, size: number): { readonly inside: AnyTensor; readonly source: AnyTensor } => {
  const from = distance(raw.iota([n], 0), raw.broadcast(start, [n]))
  const inside = raw.elementwise((i) => and(ge(i, constant('i32', 0)), lt(i, constant('i32', size))))(from)
  return { inside, source: raw.elementwise((c, i) => select(c, i, constant('i32', 0)))(inside, from) }
}

const both = raw.elementwise((a, b) => and(a, b))
const chosen = raw.elementwise((c, yes, no) => select(c, yes, no))

/**
 * `x` with a window in it replaced by `update`, which begins at a start along each axis, as for `dynamicSlice`. An update that
 * reaches beyond the tensor is an error.
 *
 * @example
 * const x = of([2, 3], [1, 2, 3, 4, 5, 6])
 * pipe(x, dynamicUpdate([scalar(1, 'i32'), 0], of([1, 2], [8, 9]))) // [[1, 2, 3], [8, 9, 6]]
 */
export const dynamicUpdate = <W extends Shape, D extends DType>(starts: readonly Start[], update: Tensor<W, D>): UpdatingAt<W, D> =>
  <S extends Shape>(x: Fits<Inner<S, W>> & Tensor<S, D>): Fits<Inner<S, W>> & Tensor<S, D> => {
    check('dynamicUpdate', { starts, update, x }, { starts: aStarts, update: aTensor, x: aTensor })
    expectTensor('dynamicUpdate', 'update', update, [x.dtype])
    return updated(x, update, startsOf('dynamicUpdate', starts, x, update.shape)) as Fits<Inner<S, W>> & Tensor<S, D>
  }

const updated = (x: AnyTensor, update: AnyTensor, starts: readonly (number | AnyTensor)[]): AnyTensor => {
  const { shape }: { readonly shape: Shape } = x
  const sizes: Shape = update.shape
  if (sizes.includes(0)) return x
  let spread = update
  let mask: AnyTensor | undefined
  starts.forEach((start, axis) => {
    const [n, size] = [shape[axis] as number, sizes[axis] as number]
    if (start === 0 && size === n) return
    const { inside, source } = place(typeof start === 'number' ? raw.scalar(start, 'i32') : start, n, size)
    // One element is repeated.
    if (size > 1) spread = take(spread, source, axis)
    const over = raw.broadcast(raw.reshape(inside, shape.map((m, i) => (i === axis ? m : 1))), shape)
    mask = mask === undefined ? over : both(mask, over)
  })
  return mask === undefined ? update : chosen(mask, raw.broadcast(spread, shape), x)
}
