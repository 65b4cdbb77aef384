/** Cross-validation: every example is tested once, by a model that was trained on others. */
import { checkKey, foldIn, type Key } from '../random/key.js'
import { checkWhole } from '../tensor/argument.js'
import { byClass, increasing, shuffled, type Labelled } from './classes.js'
import type { DTypes, Form } from '../tensor/form.js'
import { dataset, expectDataset, type Dataset } from './dataset.js'
import { takeRows } from './rows.js'

/** One turn: a part to test on, and the rest to train on. */
export interface Fold<I extends Form, T extends Form, D extends DTypes, F extends DTypes = 'f32'> {
  readonly train: Dataset<I, T, D, F>
  readonly test: Dataset<I, T, D, F>
}

const upTo = (n: number): readonly number[] => Array.from({ length: n }, (_, i) => i)

type AnyDataset = Dataset<any, any, any, any>
type AnyFold = Fold<any, any, any, any>

const foldsOf = (operation: string, data: AnyDataset, tests: readonly (readonly number[])[]): readonly AnyFold[] =>
  tests.map((rows) => {
    const tested = new Set(rows)
    const others = upTo(data.size).filter((row) => !tested.has(row))
    return { train: dataset(operation, takeRows(data, others)), test: dataset(operation, takeRows(data, increasing(rows))) }
  })

/**
 * k turns of cross-validation: each example is in one test part, whose sizes differ by at most 1. Without a key, in order.
 *
 * @example
 * const data = of({ inputs: t.of([4, 1], [1, 2, 3, 4]), targets: t.zeros([4], 'i32') })
 * pipe(data, folds(2)).map(({ test }) => t.toArray(test.inputs)) // [[1, 2], [3, 4]]
 */
export const folds = (k: number, key?: Key) =>
  <I extends Form, T extends Form, D extends DTypes, F extends DTypes>(
    data: Dataset<I, T, D, F>,
  ): readonly Fold<I, T, D, F>[] => {
    expectDataset('dataset.folds', data)
    checkWhole('dataset.folds', 'k', k, 2, data.size)
    if (key !== undefined) checkKey('dataset.folds', key)
    const order = key === undefined ? upTo(data.size) : shuffled(upTo(data.size), key)
    const cut = (i: number): number => i * Math.floor(data.size / k) + Math.min(i, data.size % k)
    return foldsOf('dataset.folds', data, upTo(k).map((i) => order.slice(cut(i), cut(i + 1))))
  }

/**
 * As `folds`, but in each test part the examples of one class, too, are as many as in any other, or one more or less.
 *
 * @example
 * const data = of({ inputs: t.zeros([6, 1]), targets: t.of([6], [0, 0, 0, 0, 1, 1], 'i32') })
 * pipe(data, stratifiedFolds(2, random.key(0))).map(({ test }) => t.toArray(test.targets)) // [[0, 0, 1], [0, 0, 1]]
 */
export const stratifiedFolds = (k: number, key: Key) =>
  <I extends Form, D extends 'i32' | 'u32' | 'bool', F extends DTypes>(
    data: Labelled<I, D, F>,
  ): readonly Fold<I, readonly [], D, F>[] => {
    expectDataset('dataset.stratifiedFolds', data)
    checkWhole('dataset.stratifiedFolds', 'k', k, 2, data.size)
    checkKey('dataset.stratifiedFolds', key)
    // Dealt like cards, class after class: the next one begins where the last one ended.
    const dealt = byClass('dataset.stratifiedFolds', data.targets).flatMap((rows, i) => shuffled(rows, foldIn(key, i)))
    return foldsOf('dataset.stratifiedFolds', data, upTo(k).map((i) => dealt.filter((_, at) => at % k === i)))
  }
