/** Parts of a data set that have no example in common, and all of them together. */
import { fail } from '../shape/error.js'
import { checkKey, foldIn, type Key } from '../random/key.js'
import { shuffle } from './arrange.js'
import { apportion, byClass, increasing, shuffled, type Labelled } from './classes.js'
import type { DTypes, Form } from '../tensor/form.js'
import { dataset, expectDataset, type Dataset } from './dataset.js'
import { rangeOfRows, takeRows } from './rows.js'

/** One data set for each count. */
export type Parts<C extends readonly number[], A> = { readonly [K in keyof C]: A }

/** How many examples a ratio takes, to the nearest whole number. */
const shareOf = (operation: string, ratio: number, size: number): number => {
  if (!(typeof ratio === 'number' && ratio > 0 && ratio < 1))
    fail(operation, { argument: 'ratio', expected: 'a number between 0 and 1', received: ratio })
  const share = Math.round(ratio * size)
  if (share > 0 && share < size) return share
  const message = `${ratio} of ${size} examples leaves one part empty`
  return fail(operation, { argument: 'ratio', expected: 'at least 1 example in both parts', received: ratio, message })
}

const checkCounts = (counts: readonly number[], size: number): void => {
  const operation = 'dataset.split'
  if (!Array.isArray(counts)) fail(operation, { argument: 'by', expected: 'a ratio, or a list of counts', received: counts })
  counts.forEach((received, i) => {
    if (!Number.isInteger(received) || received < 1)
      fail(operation, { argument: `counts[${i}]`, expected: 'a whole number of at least 1', received })
  })
  const sum = counts.reduce((a, b) => a + b, 0)
  if (sum !== size) fail(operation, { argument: 'counts', expected: `numbers that add up to ${size}`, received: counts })
}

/** By a ratio in two, or by counts; shuffled where there is a key. */
export interface Split {
  (ratio: number, key?: Key): <I extends Form, T extends Form, D extends DTypes, F extends DTypes>(
    data: Dataset<I, T, D, F>,
  ) => readonly [Dataset<I, T, D, F>, Dataset<I, T, D, F>]
  <const C extends readonly number[]>(counts: C, key?: Key): <I extends Form, T extends Form, D extends DTypes, F extends DTypes>(
    data: Dataset<I, T, D, F>,
  ) => Parts<C, Dataset<I, T, D, F>>
}

/**
 * The examples in parts: a ratio r gives r·size of them (to the nearest integer) and the rest, a list of counts gives a part for
 * each count. With a key they are shuffled first, as by `shuffle(key)`: what is learned from and what is tested on are then alike.
 * Without one they are cut in their order, which is for examples that were drawn one by one, and for the past and the future of a
 * series. Rows that come sorted, by class for one, leave the test part without a class that way. A ratio outside (0, 1), counts
 * that don't add up, or an empty part is an error.
 *
 * @example
 * const data = drawnDigits({ count: 100, key: random.key(1) })
 * const [train, test] = pipe(data, split(0.8, random.key(2)))
 * const [fit, tune, final] = pipe(data, split([60, 20, 20], random.key(2)))
 * train.size // 80
 * tune.size // 20
 */
// `Split` says what comes back; the compiler cannot check two signatures against one body.
export const split: Split = (by: number | readonly number[], key?: Key) => {
  if (key !== undefined) checkKey('dataset.split', key)
  return (given: Dataset<any, any, any, any>): any => {
    expectDataset('dataset.split', given)
    const data = key === undefined ? given : shuffle(key)(given)
    if (typeof by !== 'number') checkCounts(by, data.size)
    const first = typeof by === 'number' ? [shareOf('dataset.split', by, data.size)] : by.slice(0, -1)
    const cuts = first.reduce((ends, n) => [...ends, (ends.at(-1) as number) + n], [0] as readonly number[])
    return cuts.map((start, i) => dataset('dataset.split', rangeOfRows(data, start, cuts[i + 1] ?? data.size)))
  }
}

/**
 * As `split(ratio)`, but every class is cut in that ratio; `key` draws which examples, their order stays.
 *
 * @example
 * const data = of({ inputs: t.zeros([6, 1]), targets: t.of([6], [0, 0, 0, 0, 1, 1], 'i32') })
 * const [train, test] = pipe(data, stratifiedSplit(0.5, random.key(0)))
 * test.targets // [0, 0, 1]
 */
export const stratifiedSplit = (ratio: number, key: Key) =>
  <I extends Form, D extends 'i32' | 'u32' | 'bool', F extends DTypes>(
    data: Labelled<I, D, F>,
  ): readonly [Labelled<I, D, F>, Labelled<I, D, F>] => {
    const operation = 'dataset.stratifiedSplit'
    checkKey(operation, key)
    expectDataset(operation, data)
    const first = shareOf(operation, ratio, data.size)
    const classes = byClass(operation, data.targets).map((rows, i) => shuffled(rows, foldIn(key, i)))
    const counts = apportion(classes.map((rows) => (rows.length * first) / data.size), first)
    const part = (cut: (rows: readonly number[], n: number) => readonly number[]): Labelled<I, D, F> =>
      dataset(operation, takeRows(data, increasing(classes.flatMap((rows, i) => cut(rows, counts[i] as number)))))
    return [part((rows, n) => rows.slice(0, n)), part((rows, n) => rows.slice(n))]
  }
