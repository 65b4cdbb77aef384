/** Parts of a data set that have no example in common, and all of them together. */
import { fail } from '../shape/error.js'
import type { DType, Float, Shape } from '../shape/shape.js'
import { foldIn, type Key } from '../random/key.js'
import { permutation } from '../random/permutation.js'
import { elements, type AnyTensor } from '../tensor/tensor.js'
import { dataset, type Dataset } from './dataset.js'
import { rangeOfRows, takeRows } from './rows.js'

/** One data set for each count. */
export type Parts<C extends readonly number[], A> = { readonly [K in keyof C]: A }

const firstPart = (operation: string, ratio: number, size: number): number => {
  if (!(ratio > 0 && ratio < 1)) fail(operation, { argument: 'ratio', expected: 'a number between 0 and 1', received: ratio })
  const first = Math.round(ratio * size)
  if (first === 0 || first === size) {
    const message = `${ratio} of ${size} examples leaves one part empty`
    fail(operation, { argument: 'ratio', expected: 'a part of at least 1 example on both sides', received: ratio, message })
  }
  return first
}

const checkCounts = (counts: readonly number[], size: number): void => {
  counts.forEach((n, i) => {
    if (!Number.isInteger(n) || n < 1) fail('dataset.split', { argument: `counts[${i}]`, expected: 'a whole number of at least 1', received: n })
  })
  const sum = counts.reduce((a, b) => a + b, 0)
  if (sum !== size) fail('dataset.split', { argument: 'counts', expected: `numbers that add up to ${size}`, received: counts })
}

/**
 * The examples cut in their order: a ratio r gives the first r·size (to the nearest whole number) and the rest, a list of
 * counts gives as many parts. A ratio outside (0, 1), counts that don't add up, or an empty part is an error. Shuffle first
 * where the order has a meaning.
 *
 * @example
 * const [train, test] = pipe(data, split(0.8))
 * const [fit, tune, final] = pipe(data, split([600, 200, 200]))
 */
export const split: {
  (ratio: number): <I extends Shape, T extends Shape, D extends DType, F extends Float>(data: Dataset<I, T, D, F>) => readonly [Dataset<I, T, D, F>, Dataset<I, T, D, F>]
  <const C extends readonly number[]>(counts: C): <I extends Shape, T extends Shape, D extends DType, F extends Float>(data: Dataset<I, T, D, F>) => Parts<C, Dataset<I, T, D, F>>
} = (by: number | readonly number[]) => (data: Dataset<any, any, any, any>): any => {
  // The two signatures above say what comes back; the compiler cannot check an overload against its body.
  if (typeof by !== 'number') checkCounts(by, data.size)
  const counts = typeof by === 'number' ? [firstPart('dataset.split', by, data.size)] : by.slice(0, -1)
  const cuts = [...counts.reduce((ends, n) => [...ends, (ends.at(-1) as number) + n], [0] as readonly number[]), data.size]
  return cuts.slice(1).map((stop, i) => dataset('dataset.split', rangeOfRows(data, cuts[i] as number, stop)))
}

/** A data set whose targets are classes, one whole number for each example. */
export type Labelled<I extends Shape, D extends 'i32' | 'u32' | 'bool' = 'i32', F extends Float = 'f32'> = Dataset<I, readonly [], D, F>

/** The numbers of the examples of each class, classes in increasing order. */
const byClass = (operation: string, targets: AnyTensor): readonly (readonly number[])[] => {
  const { dtype, shape } = targets
  if ((dtype !== 'i32' && dtype !== 'u32' && dtype !== 'bool') || shape.length !== 1)
    fail(operation, { argument: 'targets', expected: 'one class for each example', received: String(targets) })
  const classes = new Map<number, number[]>()
  elements(targets).forEach((label, row) => {
    const rows = classes.get(label)
    if (rows === undefined) classes.set(label, [row])
    else rows.push(row)
  })
  return [...classes].sort(([a], [b]) => a - b).map(([, rows]) => rows)
}

const shuffled = (rows: readonly number[], key: Key): readonly number[] => Array.from(permutation(key, rows.length), (i) => rows[i] as number)

/** Whole numbers with sum `total`, as near to the shares as can be: what rounding down leaves goes to the largest remainders. */
const apportion = (shares: readonly number[], total: number): readonly number[] => {
  const missing = total - shares.reduce((sum, share) => sum + Math.floor(share), 0)
  const remainder = (i: number): number => (shares[i] as number) - Math.floor(shares[i] as number)
  const favoured = new Set(shares.map((_, i) => i).sort((a, b) => remainder(b) - remainder(a) || a - b).slice(0, missing))
  return shares.map((share, i) => Math.floor(share) + (favoured.has(i) ? 1 : 0))
}

const increasing = (rows: readonly number[]): readonly number[] => rows.toSorted((a, b) => a - b)

/** As `split(ratio)`, but every class is cut in that ratio; `key` draws which examples, their order stays. */
export const stratifiedSplit = (ratio: number, key: Key) =>
  <I extends Shape, D extends 'i32' | 'u32' | 'bool', F extends Float>(data: Labelled<I, D, F>): readonly [Labelled<I, D, F>, Labelled<I, D, F>] => {
    const first = firstPart('dataset.stratifiedSplit', ratio, data.size)
    const classes = byClass('dataset.stratifiedSplit', data.targets).map((rows, i) => shuffled(rows, foldIn(key, i)))
    const counts = apportion(classes.map((rows) => (rows.length * first) / data.size), first)
    const part = (cut: (rows: readonly number[], n: number) => readonly number[]): Labelled<I, D, F> =>
      dataset('dataset.stratifiedSplit', takeRows(data, increasing(classes.flatMap((rows, i) => cut(rows, counts[i] as number)))))
    return [part((rows, n) => rows.slice(0, n)), part((rows, n) => rows.slice(n))]
  }

/** One turn of cross-validation. */
export interface Fold<I extends Shape, T extends Shape, D extends DType, F extends Float = 'f32'> {
  readonly train: Dataset<I, T, D, F>
  readonly test: Dataset<I, T, D, F>
}

const checkFolds = (operation: string, k: number, size: number): void => {
  if (!Number.isInteger(k) || k < 2 || k > size) fail(operation, { argument: 'k', expected: `a whole number from 2 to ${size}`, received: k })
}

const foldsOf = (operation: string, data: Dataset<any, any, any, any>, tests: readonly (readonly number[])[]): readonly Fold<any, any, any, any>[] =>
  tests.map((rows) => {
    const inTest = new Set(rows)
    const others = Array.from({ length: data.size }, (_, i) => i).filter((i) => !inTest.has(i))
    return { train: dataset(operation, takeRows(data, others)), test: dataset(operation, takeRows(data, increasing(rows))) }
  })

/** k turns of cross-validation: each example is in one test part, whose sizes differ by at most 1. Without a key, in order. */
export const folds = (k: number, key?: Key) =>
  <I extends Shape, T extends Shape, D extends DType, F extends Float>(data: Dataset<I, T, D, F>): readonly Fold<I, T, D, F>[] => {
    checkFolds('dataset.folds', k, data.size)
    const rows = Array.from({ length: data.size }, (_, i) => i)
    const order = key === undefined ? rows : shuffled(rows, key)
    const cut = (i: number): number => i * Math.floor(data.size / k) + Math.min(i, data.size % k)
    return foldsOf('dataset.folds', data, Array.from({ length: k }, (_, i) => order.slice(cut(i), cut(i + 1))))
  }

/** As `folds`, but in each test part the examples of one class, too, are as many as in any other, or one more or less. */
export const stratifiedFolds = (k: number, key: Key) =>
  <I extends Shape, D extends 'i32' | 'u32' | 'bool', F extends Float>(data: Labelled<I, D, F>): readonly Fold<I, readonly [], D, F>[] => {
    checkFolds('dataset.stratifiedFolds', k, data.size)
    // Dealt like cards, class after class: the next one begins where the last one ended.
    const dealt = byClass('dataset.stratifiedFolds', data.targets).flatMap((rows, i) => shuffled(rows, foldIn(key, i)))
    return foldsOf('dataset.stratifiedFolds', data, Array.from({ length: k }, (_, i) => dealt.filter((_, at) => at % k === i)))
  }
