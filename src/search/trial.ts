/**
 * Trials are what a search is made of: immutable values, each a configuration with a key of its own. Which there are is a
 * function of a space and a key, whatever runs them, and in whatever order.
 */
import { fail } from '../shape/error.js'
import { check, checkOptions, isRecord, listOf } from '../shape/options.js'
import { checkKnown, foldIn, type Key } from '../random/key.js'
import { checkWhole } from '../tensor/argument.js'
import { isTensor } from '../tensor/tensor.js'
import type { Finite } from './dimension.js'
import { dimensionsOf, drawn, named, sizeOf, valueAt, type Config, type Space } from './space.js'

/** One evaluation of a configuration. */
export interface Trial<C> {
  /** Its number in the search, from 0 on. */
  readonly index: number
  /** The number of its configuration. */
  readonly candidate: number
  /** Which of the evaluations of this configuration it is, from 0 on, and of how many. */
  readonly fold: number
  readonly folds: number
  readonly config: C
  /** What its randomness is drawn from: no other trial has it. */
  readonly key: Key
}

/** A space that can be gone through; elsewhere, a word about it. */
export type Enumerable<S extends Space> = {
  readonly [K in keyof S]:
    S[K] extends Finite ? S[K] : `search.grid takes values that can be listed, and ${K & string} is an interval`
}

/** What `grid` and `random` make. */
export const aTrials = listOf('trials, as search.grid makes them', {
  expected: '', holds: (x: unknown) => isRecord(x) && isTensor(x['key']),
})

/** More is a mistake. */
const most = 1_000_000

const trial = <C>(key: Key, index: number, config: C): Trial<C> =>
  Object.freeze({ index, candidate: index, fold: 0, folds: 1, config: Object.freeze(config), key: foldIn(foldIn(key, 0), index) })

const upTo = (n: number): readonly number[] => Array.from({ length: n }, (_, i) => i)

/**
 * Every configuration of a space whose dimensions are all finite, `oneOf` and `integers`: the last dimension changes first.
 *
 * @example
 * const trials = grid({ width: oneOf([16, 32]), depth: integers(1, 2) }, { key: random.key(0) })
 * trials.map(({ config }) => [config.width, config.depth]) // [[16, 1], [16, 2], [32, 1], [32, 2]]
 */
export const grid = <S extends Space>(
  space: S & Enumerable<S>, options: { readonly key: Key },
): readonly Trial<Config<S>>[] => {
  const { key } = checkOptions<typeof options>('search.grid', options, { key: true })
  checkKnown('search.grid', key)
  const dimensions = dimensionsOf('search.grid', space).map(([name, dimension]): readonly [string, Finite] =>
    dimension.kind === 'oneOf' || dimension.kind === 'integers' ? [name, dimension]
    : fail('search.grid', { argument: `space.${name}`, expected: 'values that can be listed', received: dimension }))
  const size = dimensions.reduce((product, [, dimension]) => product * sizeOf(dimension), 1)
  if (size > most)
    fail('search.grid', { argument: 'space', expected: `a space of at most ${most} configurations`, received: size })
  const configOf = (index: number): Config<S> => {
    let rest = index
    const values = dimensions.toReversed().map(([name, dimension]) => {
      const i = rest % sizeOf(dimension)
      rest = (rest - i) / sizeOf(dimension)
      return [name, valueAt(dimension, i)] as const
    })
    // Each value is one of its own dimension's.
    return Object.fromEntries(values.toReversed()) as Config<S>
  }
  return Object.freeze(upTo(size).map((index) => trial(key, index, configOf(index))))
}

/**
 * Configurations drawn by a key, every dimension by itself. More trials begin with the same ones, and a dimension that is
 * added or taken away leaves the values of the others as they were. J. Bergstra, Y. Bengio, "Random search for
 * hyper-parameter optimization" (2012).
 *
 * @example
 * const space = { width: oneOf([16, 32, 64]), rate: logUniform(1e-4, 1e-1) }
 * search.random(space, { trials: 3, key: random.key(1) }).map(({ config }) => [config.width, config.rate])
 * // [[16, 0.00162338], [64, 0.000754118], [16, 0.00671479]]
 */
export const random = <S extends Space>(
  space: S, options: { readonly trials: number; readonly key: Key },
): readonly Trial<Config<S>>[] => {
  const { trials, key } = checkOptions<typeof options>('search.random', options, { trials: true, key: true })
  checkKnown('search.random', key)
  checkWhole('search.random', 'trials', trials, 1, most)
  const streams = dimensionsOf('search.random', space).map(([name, dimension]) =>
    [name, dimension, named(foldIn(key, 1), name)] as const)
  const configOf = (index: number): Config<S> =>
    // Each value is one of its own dimension's.
    Object.fromEntries(streams.map(([name, dimension, stream]) => [name, drawn(dimension, foldIn(stream, index))])) as Config<S>
  return Object.freeze(upTo(trials).map((index) => trial(key, index, configOf(index))))
}

/**
 * Every configuration several times, each with a key of its own: repeats, or the folds of a cross-validation.
 *
 * @example
 * const trials = pipe(grid({ width: oneOf([16, 32]) }, { key: random.key(0) }), overKeys(2))
 * trials.map(({ index, config, fold }) => [index, config.width, fold]) // [[0, 16, 0], [1, 16, 1], [2, 32, 0], [3, 32, 1]]
 */
export const overKeys = (folds: number) => <C>(trials: readonly Trial<C>[]): readonly Trial<C>[] => {
  checkWhole('search.overKeys', 'folds', folds, 1, most)
  check('search.overKeys', { trials }, { trials: aTrials })
  const several = trials.find((one) => one.folds !== 1)?.folds
  if (several !== undefined)
    fail('search.overKeys', { argument: 'trials', expected: 'trials without folds', received: `trials of ${several} folds` })
  return Object.freeze(trials.flatMap((one) => upTo(folds).map((fold): Trial<C> =>
    Object.freeze({ ...one, index: one.index * folds + fold, fold, folds, key: foldIn(one.key, fold) }))))
}
