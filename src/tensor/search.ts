/** Where values belong in what is sorted, and which values there are. */
import { elementsOf, type Elements } from '../program/elements.js'
import * as s from '../program/scalar.js'
import type { Scalar } from '../program/scalar.js'
import { fail, TenfoldError } from '../shape/error.js'
import { aBoolean, checkOptions, oneOf } from '../shape/options.js'
import type { Shape } from '../shape/shape.js'
import { expectTensor, numbers } from './argument.js'
import { ascending } from './sort.js'
import { concrete, elements, readable, recordingOf, typeInWords, type AnyTensor, type Tensor } from './tensor.js'
import type { Numeric } from './unary.js'
import * as raw from './untyped.js'

/** On which side of equal elements: `left` is before the first of them, `right` after the last. */
export interface SearchOptions {
  readonly side?: 'left' | 'right'
}

/** The places of values of the element type `D`, of any shape. */
export interface Searching<D extends Numeric> {
  <S extends Shape>(values: Tensor<S, D>): Tensor<S, 'i32'>
}

/** In the order of `sort`: NaN comes after all others. */
const precedes = (a: Scalar, b: Scalar): Scalar => s.or(s.lt(a, b), s.and(s.ne(b, b), s.eq(a, a)))

const isBelow = {
  left: raw.elementwise((element, value) => precedes(element, value)),
  right: raw.elementwise((element, value) => s.not(precedes(value, element))),
}

/** Complains of the first element that is less than the one before, where elements are there. */
const expectSorted = (x: AnyTensor): void => {
  const list = readable(x) ?? []
  for (let i = 1; i < list.length; i++) {
    const [a, b] = [list[i - 1]!, list[i]!]
    if (b < a || (a !== a && b === b))
      fail('searchsorted', { argument: `sorted[${i}]`, expected: `at least ${a}, as the elements are in ascending order`, received: b })
  }
}

/**
 * How many elements of `sorted`, [n] in ascending order, are less than each value (with side `right`: no greater), which is where
 * the value would have to be put in: by binary search. NaN is greater than all. Elements in another order are an error where they can
 * be seen; in a trace they give what they give.
 *
 * @example
 * pipe(of([3], [0, 2, 5]), searchsorted(of([4], [1, 2, 2, 4]))) // [0, 1, 4]
 * pipe(of([3], [0, 2, 5]), searchsorted(of([4], [1, 2, 2, 4]), { side: 'right' })) // [0, 3, 4]
 */
export const searchsorted = <N extends number, D extends Numeric>(
  sorted: Tensor<readonly [N], D>, options: SearchOptions = {},
): Searching<D> => {
  const [list, { length }] = [expectTensor('searchsorted', 'sorted', sorted, numbers), sorted.shape as Shape]
  if (length !== 1) fail('searchsorted', { argument: 'sorted', expected: 'a tensor of one axis', received: list.shape })
  const { side = 'left' } = checkOptions<SearchOptions>('searchsorted', options, { side: oneOf('left', 'right') })
  expectSorted(list)
  return <S extends Shape>(values: Tensor<S, D>): Tensor<S, 'i32'> => {
    expectTensor('searchsorted', 'values', values, [list.dtype])
    const n: number = list.shape[0]
    /** As many elements as are known to be below. */
    let found = raw.full(values.shape, 0, 'i32')
    for (let step = 1 << (31 - Math.clz32(n)); step >= 1; step /= 2) {
      const next = raw.add(found, raw.full(values.shape, step, 'i32'))
      const last = raw.elementwise((count) => s.min(s.sub(count, s.constant('i32', 1)), s.constant('i32', n - 1)))(next)
      const below = isBelow[side](raw.gather(list, last), values)
      const counted = raw.elementwise((is, count, before) => s.select(s.and(is, s.le(count, s.constant('i32', n))), count, before))
      found = counted(below, next, found)
    }
    return found as Tensor<S, 'i32'>
  }
}

/** What else is asked for: where each element's value is among those, and how often each is there. */
export interface UniqueOptions {
  readonly inverse?: boolean
  readonly counts?: boolean
}

/** The values, [n], with what was asked for. */
export type Unique<S extends Shape, D extends Numeric, O extends UniqueOptions> =
  & { readonly values: Tensor<readonly [number], D> }
  & (O extends { readonly inverse: true } ? { readonly inverse: Tensor<S, 'i32'> } : unknown)
  & (O extends { readonly counts: true } ? { readonly counts: Tensor<readonly [number], 'i32'> } : unknown)

/** The values of any tensor, with what was asked for. */
export interface Distinguishing<O extends UniqueOptions> {
  <S extends Shape, D extends Numeric>(x: Tensor<S, D>): Unique<S, D, O>
}

const vector = (list: Elements | readonly number[], dtype: Numeric): AnyTensor =>
  concrete({ shape: [list.length], dtype }, elementsOf(dtype, [...list]))

/**
 * The different values of a tensor, [n] in ascending order; where each element's value is among them (`inverse`, of the tensor's
 * shape), and how often each is there (`counts`, [n]). All NaN are one, the last, and -0 is +0: of equals the first stands. How many
 * there are is known only from the elements, so within a trace it is an error.
 *
 * @example
 * const { values, inverse, counts } = pipe(of([5], [3, 1, 3, 2, 1]), unique({ inverse: true, counts: true }))
 * values // [1, 2, 3]
 * inverse // [2, 0, 2, 1, 0]
 * counts // [2, 1, 2]
 */
export const unique = <const O extends UniqueOptions = Record<never, never>>(options: O = {} as O): Distinguishing<O> => {
  const asked = checkOptions<UniqueOptions>('unique', options, { inverse: aBoolean, counts: aBoolean })
  return <S extends Shape, D extends Numeric>(x: Tensor<S, D>): Unique<S, D, O> => {
    expectTensor('unique', 'x', x, numbers)
    if (recordingOf(x) !== undefined) {
      const message = 'how many values there are is known only when the elements are: call it outside of jit, layers and derivatives'
      throw new TenfoldError('unique', { argument: 'x', expected: 'a tensor with elements', received: typeInWords(x), message })
    }
    const list = elements(x)
    const flat = raw.reshape(x, [list.length])
    const [firsts, counts, inverse]: readonly [number[], number[], Int32Array] = [[], [], new Int32Array(list.length)]
    let before: number | undefined
    for (const at of elements(ascending(flat))) {
      const value = list[at]!
      const isNew = before === undefined || (value !== before && (value === value || before === before))
      if (isNew) { firsts.push(value); counts.push(0) }
      inverse[at] = firsts.length - 1
      counts[firsts.length - 1]!++
      before = value
    }
    return {
      values: vector(firsts, x.dtype),
      ...(asked.inverse === true ? { inverse: concrete({ shape: x.shape, dtype: 'i32' }, inverse) } : {}),
      ...(asked.counts === true ? { counts: vector(counts, 'i32') } : {}),
    } as unknown as Unique<S, D, O>
  }
}
