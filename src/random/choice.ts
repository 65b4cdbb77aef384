/** Draws from a list, with or without putting back, each element by its weight. */
import { log1p } from '../program/elementary/functions.js'
import { perRun } from '../jit/elements.js'
import { overRows } from '../jit/rows.js'
import { checkMemory, elementsOf } from '../program/elements.js'
import { count } from '../program/program.js'
import { add, div, high, le, like, low, mul, neg, select } from '../program/scalar.js'
import { fail } from '../shape/error.js'
import { aBoolean, aNumberList, checkOptions } from '../shape/options.js'
import type { DType, Shape } from '../shape/shape.js'
import { ascending } from '../tensor/sort.js'
import { concrete, elements, isTensor, recordingOf, typeInWords, type AnyTensor, type Tensor } from '../tensor/tensor.js'
import * as raw from '../tensor/untyped.js'
import { unit64 } from './distribution.js'
import { checkDraw } from './draw.js'
import { integers } from './integers.js'
import type { Key } from './key.js'
import { order } from './order.js'
import { permutation } from './permutation.js'
import { wordsOf } from './words.js'

/** Whether an element may be drawn again, and how often each is drawn beside the others. */
export interface ChoiceOptions {
  /** By default true. */
  readonly replace?: boolean
  /** One for each element, at least 0, by default all equal. They need not add up to 1. */
  readonly weights?: ArrayLike<number>
}

/** From a number n, the integers below n; from a tensor [n, ...row], its rows. */
export interface Choice {
  <const S extends Shape>(key: Key, from: number, shape: S, options?: ChoiceOptions): Tensor<S, 'i32'>
  <N extends number, R extends Shape, D extends DType, const S extends Shape>(
    key: Key,
    from: Tensor<readonly [N, ...R], D>,
    shape: S,
    options?: ChoiceOptions,
  ): Tensor<readonly [...S, ...R], D>
}

/** The increasing bounds, and infinite ones behind them, so that they are one less than a power of two. */
const tableOf = (bounds: readonly number[]): AnyTensor => {
  const size = (1 << (32 - Math.clz32(bounds.length))) - 1
  const padded = Array.from({ length: size }, (_, i) => bounds[i] ?? Infinity)
  return concrete({ shape: [size], dtype: 'f64' }, elementsOf('f64', padded))
}

/** How many of the bounds of a table are ≤ x, for each x, by halving. */
const rank = (table: AnyTensor, x: AnyTensor): AnyTensor => {
  const size = table.shape[0] as number
  const steps = Array.from({ length: 32 - Math.clz32(size) }, (_, i) => 1 << i).reverse()
  return steps.reduce((at, step) => {
    const middle = raw.gather(table, raw.elementwise((i) => add(i, like(i, step - 1)))(at))
    return raw.elementwise((i, bound, v) => select(le(bound, v), add(i, like(i, step)), i))(at, middle, x)
  }, raw.full(x.shape, 0, 'i32'))
}

const places = raw.elementwise((h, l, sum) => mul(unit64(h, l), sum))

/** The inverse of the distribution function at uniform numbers: no number is as large as the sum of all weights. */
const ranks = overRows<{ readonly key: Key; readonly sum: AnyTensor; readonly table: AnyTensor }, object, AnyTensor>(
  ({ shared: { key, sum, table }, start, size }) =>
    rank(table, places(...wordsOf('block', key, start, [size]), raw.broadcast(sum, [size]))), { elements: perRun })

/** So few are sooner looked up one by one. */
const few = 64

/** The same for few draws by a known key, without a program. */
const fewRanks = (key: Key, n: number, sum: number, bounds: readonly number[]): Int32Array => {
  const drawn = elements(places(...wordsOf('block', key, raw.scalar(0, 'u32'), [n]), raw.full([n], sum, 'f64')))
  return Int32Array.from(drawn, (x) => {
    const above = bounds.findIndex((bound) => bound > x)
    return above < 0 ? bounds.length : above
  })
}

const byWeight = (key: Key, shape: Shape, weights: readonly number[]): AnyTensor => {
  let sum = 0
  const sums = weights.map((weight) => (sum += weight))
  if (count(shape) <= few && recordingOf(key) === undefined)
    return concrete({ shape, dtype: 'i32' }, fewRanks(key, count(shape), sum, sums.slice(0, -1)))
  const drawn = ranks({ key, sum: raw.scalar(sum, 'f64'), table: tableOf(sums.slice(0, -1)) }, {}, count(shape))
  return raw.reshape(drawn, shape)
}

/** Exponential numbers of mean 1, each divided by a weight: as words, that sort as they do. */
const times = raw.elementwise((h, l, weight) => div(neg(log1p(neg(unit64(h, l)))), weight))
const upper = raw.elementwise(high)
const lower = raw.elementwise(low)
const clocks = overRows<Key, AnyTensor, readonly AnyTensor[]>(({ shared: key, rows: weights, start, size }) => {
  const ring = times(...wordsOf('block', key, start, [size]), weights)
  return [upper(ring), lower(ring)]
}, { elements: perRun })

/**
 * The order in which clocks ring whose rates are the weights: each next one is drawn by its weight among those that are left.
 * P. Efraimidis, P. Spirakis, "Weighted random sampling with a reservoir" (2006), algorithm A, of which this is the logarithm.
 */
const race = (key: Key, weights: readonly number[]): Int32Array => {
  const rows = concrete({ shape: [weights.length], dtype: 'f64' }, elementsOf('f64', weights))
  const [h, l] = clocks(key, rows, weights.length).map(elements) as unknown as readonly [Uint32Array, Uint32Array]
  return order(h, l).filter((i) => weights[i] !== 0)
}

/** The same order in a trace, where it is sorted as a part of the program. */
const tracedOrder = (key: Key, n: number, weights: readonly number[] | undefined): AnyTensor => {
  checkMemory('choice', `an order of ${n} elements`, 'i32', n)
  const [h, l] = wordsOf('block', key, raw.scalar(0, 'u32'), [n])
  if (weights === undefined) {
    const byLow = ascending(l)
    return raw.gather(byLow, ascending(raw.gather(h, byLow)))
  }
  const possible = raw.vector([...weights.keys()].filter((i) => weights[i] !== 0), 'i32')
  const ring = times(h, l, concrete({ shape: [n], dtype: 'f64' }, elementsOf('f64', weights)))
  return raw.gather(possible, ascending(raw.gather(ring, possible)))
}

const checkWeights = (weights: readonly number[], n: number): void => {
  const refuse = (expected: string, received: unknown, argument = 'weights'): void =>
    fail('choice', { argument, expected, received })
  if (weights.length !== n) refuse(`${n} numbers`, weights.length)
  const at = weights.findIndex((weight) => !(typeof weight === 'number' && weight >= 0))
  if (at >= 0) refuse('a number of at least 0', weights[at], `weights[${at}]`)
  const sum = weights.reduce((a, b) => a + b, 0)
  if (!(sum > 0 && sum < Infinity)) refuse('numbers with a finite sum above 0', sum)
}

const drawnPlaces = (key: Key, n: number, shape: Shape, options: ChoiceOptions): AnyTensor => {
  const { replace = true, weights: given } =
    checkOptions<ChoiceOptions>('choice', options, { replace: aBoolean, weights: aNumberList })
  const weights = given === undefined ? undefined : Array.from(given)
  if (weights !== undefined) checkWeights(weights, n)
  if (replace) return weights === undefined ? integers(key, shape, { low: 0, high: n }) : byWeight(key, shape, weights)
  const wanted = count(shape)
  const most = weights === undefined ? n : weights.filter((weight) => weight > 0).length
  if (wanted > most)
    fail('choice', { argument: 'shape', expected: `a list of at most ${most} elements, as none is put back`, received: shape })
  if (recordingOf(key) !== undefined) return raw.reshape(raw.slice(tracedOrder(key, n, weights), [0], [wanted]), shape)
  const sequence = weights === undefined ? permutation(key, n) : race(key, weights)
  return concrete({ shape, dtype: 'i32' }, sequence.slice(0, wanted))
}

/**
 * Elements drawn from the integers 0 … n - 1, or rows from a tensor [n, ...row], with or without putting them back
 * (`replace`), each by its weight: [...shape], or [...shape, ...row]. What is not put back comes in the order in which it was
 * drawn; more than there are, or have a weight above 0, is an error. An element of weight 0 is never drawn. In a trace it is the
 * same.
 *
 * @example
 * choice(key(0), 10, [4]) // [4, 2, 9, 5]
 * choice(key(0), 10, [4], { replace: false }) // [9, 1, 5, 0]
 * choice(key(0), 3, [6], { weights: [0.5, 0.3, 0.2] }) // [0, 0, 2, 1, 1, 0]
 * choice(key(0), t.of([3, 2], [1, 2, 3, 4, 5, 6]), [2], { replace: false }) // [[3, 4], [1, 2]]
 */
// `Choice` says what comes back; the compiler cannot check two signatures against one body.
export const choice: Choice = (key: Key, from: number | AnyTensor, shape: Shape, options: ChoiceOptions = {}): any => {
  checkDraw('choice', key, shape)
  const n: unknown = isTensor(from) ? from.shape[0] : from
  const expected = 'a whole number from 1 to 2^31, or a tensor of at least 1 row'
  if (!(typeof n === 'number' && Number.isInteger(n) && n >= 1 && n <= 2147483648))
    fail('choice', { argument: 'from', expected, received: isTensor(from) ? typeInWords(from) : from })
  const drawn = drawnPlaces(key, n as number, shape, options)
  return isTensor(from) ? raw.gather(from, drawn) : drawn
}
