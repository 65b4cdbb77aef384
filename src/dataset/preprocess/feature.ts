/** Features: what has one place on the last axis of the inputs [examples, ..., features]; [examples] is one feature. */
import { allocate } from '../../program/elements.js'
import { fail } from '../../shape/error.js'
import { aList, check, optional } from '../../shape/options.js'
import type { Shape } from '../../shape/shape.js'
import { expectTensor, floats } from '../../tensor/argument.js'
import { concrete, elements, type AnyTensor } from '../../tensor/tensor.js'

/** The features that a transform is about, of how many. */
export interface Features {
  readonly features: number
  readonly columns: readonly number[]
}

export const featuresOf = (x: AnyTensor): number => {
  const shape: Shape = x.shape
  return shape.length < 2 ? 1 : shape.at(-1) as number
}

const checkInputs = (operation: string, x: AnyTensor): void => {
  const shape: Shape = expectTensor(operation, 'inputs', x, floats).shape
  const isEmpty = shape.length === 0 || shape.includes(0)
  if (isEmpty) fail(operation, { argument: 'inputs', expected: 'at least 1 example', received: shape })
}

/** The features that are asked for, by default all: different ones that exist, of a tensor of floats with examples. */
export const chosen = (operation: string, x: AnyTensor, columns?: readonly number[]): Features => {
  checkInputs(operation, x)
  const features = featuresOf(x)
  check(operation, { columns }, { columns: optional(aList) })
  columns?.forEach((received, i) => {
    const isAnother = Number.isInteger(received) && received >= 0 && received < features && columns.indexOf(received) === i
    const expected = `another whole number from 0 to ${features - 1}`
    if (!isAnother) fail(operation, { argument: `columns[${i}]`, expected, received })
  })
  return { features, columns: columns ?? Array.from({ length: features }, (_, i) => i) }
}

/** The values of one feature in all examples without the missing ones (NaN). None at all or an infinite one is an error. */
export const present = (operation: string, x: AnyTensor, column: number): Float64Array => {
  const argument = `feature ${column}`
  const wrong = (expected: string, received: unknown): never => fail(operation, { argument, expected, received })
  const all = elements(x)
  const features = featuresOf(x)
  const values = new Float64Array(all.length / features)
  let n = 0
  for (let i = column; i < all.length; i += features) {
    const value = all[i] as number
    if (value === Infinity || value === -Infinity) wrong('finite numbers', value)
    if (!Number.isNaN(value)) values[n++] = value
  }
  return n > 0 ? values.subarray(0, n) : wrong('at least 1 value that is not missing', 'NaN everywhere')
}

/** One element of a chosen feature, the i-th of those, to another. */
export type Change = (value: number, i: number) => number

/** The chosen features changed element by element in double precision, rounded once. */
export const change = (operation: string, x: AnyTensor, { features, columns }: Features, f: Change): AnyTensor => {
  const expected = `${features} features, as in what it was fitted to`
  expectTensor(operation, 'inputs', x, floats)
  if (featuresOf(x) !== features) fail(operation, { argument: 'inputs', expected, received: x.shape })
  const changed = allocate(x.dtype, elements(x).length)
  changed.set(elements(x))
  columns.forEach((column, i) => {
    for (let at = column; at < changed.length; at += features) changed[at] = f(changed[at] as number, i)
  })
  return concrete({ shape: x.shape, dtype: x.dtype }, changed)
}
