/** Results by configuration: means and deviations over folds, the best first. */
import * as E from 'fp-ts/lib/Either.js'
import { fail, TenfoldError } from '../shape/error.js'
import { aString, check, checkOptions, isRecord, listOf, suggestion, type Kind } from '../shape/options.js'
import type { Figures } from './objective.js'
import type { Result, Results } from './run.js'

/** Which figure counts, and whether a large one is good or a small one. */
export type Order<K extends string> =
  | { readonly maximise: K; readonly minimise?: never }
  | { readonly minimise: K; readonly maximise?: never }

/** A figure over folds: its mean, and the standard deviation of a sample, which is NaN for a single fold. */
export interface Spread {
  readonly mean: number
  readonly deviation: number
}

/** Each figure over folds. */
export type Spreads<M extends Figures> = { readonly [K in keyof M]: Spread }

/** A configuration, and what came of it. */
export interface Candidate<C, M extends Figures, F = E.Either<readonly TenfoldError[], Spreads<M>>> {
  /** Its number. */
  readonly candidate: number
  readonly config: C
  readonly folds: number
  /** Figures over all folds; where any of them failed, the errors. */
  readonly figures: F
}

/** The mean of equal numbers is that number: all are seen from the first. */
const spreadOf = (values: readonly number[]): Spread => {
  const [first = NaN] = values
  const mean = first + values.reduce((sum, value) => sum + (value - first), 0) / values.length
  const squares = values.reduce((sum, value) => sum + (value - mean) * (value - mean), 0)
  return Object.freeze({ mean, deviation: Math.sqrt(squares / (values.length - 1)) })
}

const candidateOf = <C, M extends Figures>(results: Results<C, M>): Candidate<C, M> => {
  const [{ candidate, config }] = results as readonly [Results<C, M>[number]]
  const outcomes = results.map(({ outcome }) => outcome)
  const errors = outcomes.flatMap((outcome) => (E.isLeft(outcome) ? [outcome.left] : []))
  const rows = outcomes.flatMap((outcome) => (E.isRight(outcome) ? [outcome.right] : []))
  const names = [...new Set(rows.flatMap((row) => Object.keys(row)))]
  const spreads = names.map((name) => [name, spreadOf(rows.map((row) => row[name] ?? NaN))])
  const figures: Candidate<C, M>['figures'] =
    errors.length > 0 ? E.left(errors) : E.right(Object.freeze(Object.fromEntries(spreads)))
  return Object.freeze({ candidate, config, folds: results.length, figures })
}

/** What a candidate is ordered by: NaN where it has no finite mean. */
const meanOf = <M extends Figures>(name: string) => ({ figures }: Candidate<unknown, M>): number => {
  const mean = E.isRight(figures) ? figures.right[name]?.mean ?? NaN : NaN
  return Number.isFinite(mean) ? mean : NaN
}

const aResult: Kind = {
  expected: '', holds: (x: unknown) => isRecord(x) && isRecord(x['outcome']) && typeof x['candidate'] === 'number',
}

/** One figure, which some result has, if any has one. */
const expectOrder = <K extends string, M extends Figures>(
  operation: string, order: Order<K>, results: Results<unknown, M>,
): { readonly maximise?: K | undefined; readonly minimise?: K | undefined } => {
  const { maximise, minimise } = checkOptions<{ maximise?: K; minimise?: K }>(
    operation, order, { maximise: aString, minimise: aString }, 'order')
  if ((maximise === undefined) === (minimise === undefined))
    fail(operation, { argument: 'order', expected: 'either { maximise } or { minimise }, a figure', received: order })
  check(operation, { results }, { results: listOf('results, as search.run gives them', aResult) })
  const known = [...new Set(results.flatMap(({ outcome }) => (E.isRight(outcome) ? Object.keys(outcome.right) : [])))]
  const name = (maximise ?? minimise) as string
  const argument = maximise === undefined ? 'minimise' : 'maximise'
  const others = suggestion(name, known) || `; there are ${known.join(', ')}`
  const message = `${argument}: no result has a figure ${JSON.stringify(name)}${others}`
  if (known.length > 0 && !known.includes(name))
    fail(operation, { argument, expected: `one of ${known.join(', ')}`, received: name, message })
  return { maximise, minimise }
}

/** Candidates from the best on, for the operation that `operation` names. */
const ranked = <K extends string, C, M extends Figures>(
  operation: string, order: Order<K>, results: Results<C, M>,
): readonly Candidate<C, M>[] => {
  const { maximise, minimise } = expectOrder(operation, order, results)
  const groups = new Map<number, Result<C, M>[]>()
  for (const result of results) groups.set(result.candidate, [...groups.get(result.candidate) ?? [], result])
  const mean = meanOf<M>((maximise ?? minimise) as string)
  const sign = maximise === undefined ? 1 : -1
  const standing = (one: Candidate<C, M>): number => (E.isLeft(one.figures) ? 2 : Number.isNaN(mean(one)) ? 1 : 0)
  const candidates = [...groups.values()].map(candidateOf)
  const better = (a: Candidate<C, M>, b: Candidate<C, M>): number =>
    standing(a) - standing(b) || (standing(a) === 0 ? sign * (mean(a) - mean(b)) : 0) || a.candidate - b.candidate
  return Object.freeze(candidates.toSorted(better))
}

/**
 * The configurations of results by the mean of a figure, the best first; equal ones in the order of their numbers. Those
 * whose mean is not finite come after the others, and those of which a trial failed last.
 *
 * @example
 * const parabola = objective({ space: { x: oneOf([3, 1, -1]) } }, ({ config: { x } }) => ({ y: x * x }))
 * const results = await pipe(grid(parabola.space, { key: random.key(0) }), search.run(parabola))()
 * if (results._tag === 'Left') throw results.left
 * pipe(results.right, rank({ minimise: 'y' })).map(({ config }) => config.x) // [1, -1, 3]
 */
export const rank = <const K extends string>(order: Order<K>) =>
  <C, M extends Figures & Readonly<Record<K, number>>>(results: Results<C, M>): readonly Candidate<C, M>[] =>
    ranked('search.rank', order, results)

/**
 * The first of the ranking; a `Left` where no configuration has a finite mean.
 *
 * @example
 * const parabola = objective({ space: { x: oneOf([3, 1, -1]) } }, ({ config: { x } }) => ({ y: x * x }))
 * const results = await pipe(grid(parabola.space, { key: random.key(0) }), search.run(parabola))()
 * if (results._tag === 'Left') throw results.left
 * const winner = pipe(results.right, best({ maximise: 'y' }))
 * if (winner._tag === 'Left') throw winner.left
 * winner.right.config.x // 3
 * winner.right.figures.y.mean // 9
 */
export const best = <const K extends string>(order: Order<K>) =>
  <C, M extends Figures & Readonly<Record<K, number>>>(
    results: Results<C, M>,
  ): E.Either<TenfoldError, Candidate<C, M, Spreads<M>>> => {
    const [first] = ranked('search.best', order, results)
    const name = (order.maximise ?? order.minimise) as K
    const expected = `a configuration with a finite mean of ${name}`
    const received = `none of ${results.length} trials`
    if (first === undefined || E.isLeft(first.figures) || !Number.isFinite(meanOf<M>(name)(first)))
      return E.left(new TenfoldError('search.best', { argument: 'results', expected, received }))
    return E.right(Object.freeze({ ...first, figures: first.figures.right }))
  }
