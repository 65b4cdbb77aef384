/** Dimensions of a space: what one hyperparameter may be. */
import { fail } from '../shape/error.js'

/** Plain data: what can be sent to a worker, compared and printed. */
export type Plain = string | number | boolean | null | readonly Plain[] | { readonly [name: string]: Plain }

/** A list of values, each as likely as any other. */
export interface OneOf<T = Plain> {
  readonly kind: 'oneOf'
  readonly values: readonly T[]
}

/** Whole numbers, both ends included, each as likely as any other. */
export interface Integers {
  readonly kind: 'integers'
  readonly low: number
  readonly high: number
}

/** Numbers of an interval: they, or their logarithms, are uniform. */
export interface Continuous {
  readonly kind: 'uniform' | 'logUniform'
  readonly low: number
  readonly high: number
}

/** Dimensions that a grid can go through. */
export type Finite<T = Plain> = OneOf<T> | Integers

/** What one hyperparameter may be. */
export type Dimension<T = Plain> = Finite<T> | Continuous

const isPlain = (value: unknown): boolean =>
  value === null || typeof value === 'string' || typeof value === 'boolean' || Number.isFinite(value)
  || (Array.isArray(value) ? value.every(isPlain)
    : typeof value === 'object' && Object.getPrototypeOf(value) === Object.prototype && Object.values(value).every(isPlain))

/**
 * One of the given values: finite numbers, texts, truth values, null, and lists and records of these. What is something else,
 * as an activation, goes by its name.
 *
 * @example
 * oneOf([16, 32, 64]).values // [16, 32, 64]
 */
export const oneOf = <const T extends Plain>(values: readonly [T, ...T[]]): OneOf<T> => {
  if (!Array.isArray(values) || values.length === 0)
    fail('search.oneOf', { argument: 'values', expected: 'a list of at least one value', received: values })
  const at = values.findIndex((value) => !isPlain(value))
  if (at >= 0) fail('search.oneOf', { argument: `values[${at}]`, expected: 'plain data', received: values[at] })
  return Object.freeze({ kind: 'oneOf', values: Object.freeze([...values]) })
}

/**
 * The whole numbers from `low` to `high`, both included, of 32 bits.
 *
 * @example
 * integers(1, 4) // { kind: 'integers', low: 1, high: 4 }
 */
export const integers = (low: number, high: number): Integers => {
  const check = (argument: string, received: number, least: number): void => {
    if (!Number.isInteger(received) || received < least || received > 2147483647)
      fail('search.integers', { argument, expected: `a whole number from ${least} to 2^31 - 1`, received })
  }
  check('low', low, -2147483648)
  check('high', high, low)
  return Object.freeze({ kind: 'integers', low, high })
}

const continuous = (kind: Continuous['kind'], low: number, high: number, least: number): Continuous => {
  const operation = `search.${kind}`
  if (!(Number.isFinite(low) && low > least))
    fail(operation, { argument: 'low', expected: least === 0 ? 'a finite number above 0' : 'a finite number', received: low })
  if (!(Number.isFinite(high) && high > low && high - low < Infinity))
    fail(operation, { argument: 'high', expected: `a number above low, ${low}, at a finite distance`, received: high })
  return Object.freeze({ kind, low, high })
}

/**
 * Numbers from `low` to `high`, all as likely.
 *
 * @example
 * uniform(0, 0.5) // { kind: 'uniform', low: 0, high: 0.5 }
 */
export const uniform = (low: number, high: number): Continuous => continuous('uniform', low, high, -Infinity)

/**
 * Numbers from `low`, which is above 0, to `high`, whose logarithms are uniform: as many from 0.001 to 0.01 as from 0.01 to 0.1.
 *
 * @example
 * logUniform(1e-4, 1e-1) // { kind: 'logUniform', low: 0.0001, high: 0.1 }
 */
export const logUniform = (low: number, high: number): Continuous => continuous('logUniform', low, high, 0)
