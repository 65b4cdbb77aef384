import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import * as random from '../../src/random/index.js'
import * as search from '../../src/search/index.js'
import { TenfoldError } from '../../src/shape/error.js'

type Outcome = number | 'failed'
type Rated = { readonly score: number }
const key = random.key(0)

/** Results of configurations, a list of folds each. */
const resultsOf = (candidates: readonly (readonly Outcome[])[]): search.Results<{ readonly x: number }, Rated> =>
  candidates.flatMap((outcomes, candidate) => outcomes.map((outcome, fold) => ({
    index: candidate * outcomes.length + fold, candidate, fold, folds: outcomes.length, config: { x: candidate }, key,
    outcome: outcome === 'failed'
      ? E.left(new TenfoldError('search.run', { argument: `trial ${candidate * outcomes.length + fold}`, expected: 'figures', received: 'Error: no' }, 'here'))
      : E.right({ score: outcome }),
  })))
const order = (candidates: readonly (readonly Outcome[])[], by: search.Order<'score'>): readonly number[] =>
  search.rank(by)(resultsOf(candidates)).map(({ candidate }) => candidate)

const few = { numRuns: 40 }
const score = fc.oneof(fc.integer({ min: -3, max: 3 }), fc.double({ min: -1e6, max: 1e6, noNaN: true }))
const outcome = fc.oneof<[fc.Arbitrary<number>, fc.Arbitrary<Outcome>]>(score, fc.constantFrom<Outcome>('failed', NaN, Infinity))
const candidates = fc.integer({ min: 1, max: 3 }).chain((folds) =>
  fc.array(fc.array(outcome, { minLength: folds, maxLength: folds }), { minLength: 1, maxLength: 8 }))

describe('a ranking', () => {
  it('has every configuration once, whatever order they come in', () => fc.assert(fc.property(candidates, (candidates) => {
    const ranking = search.rank({ minimise: 'score' })(resultsOf(candidates))
    expect(ranking.map(({ candidate }) => candidate).toSorted((a, b) => a - b)).toEqual([...candidates.keys()])
    const byCandidate = resultsOf(candidates).toSorted((a, b) => b.candidate - a.candidate || a.fold - b.fold)
    expect(search.rank({ minimise: 'score' })(byCandidate)).toEqual(ranking)
  }), few))

  it('goes from good to bad, then to what is not finite, then to what failed; ties by number', () => fc.assert(fc.property(candidates, fc.boolean(), (candidates, up) => {
    const by: search.Order<'score'> = up ? { maximise: 'score' } : { minimise: 'score' }
    const ranks = search.rank(by)(resultsOf(candidates)).map(({ candidate, figures }) => {
      if (E.isLeft(figures)) return [2, 0, candidate]
      const { mean } = figures.right.score
      return Number.isFinite(mean) ? [0, up ? -mean : mean, candidate] : [1, 0, candidate]
    }) as [number, number, number][]
    expect(ranks.toSorted(([a, b, c], [d, e, f]) => a - d || b - e || c - f)).toEqual(ranks)
  }), few))

  it('of scores and of their opposites is the same', () => fc.assert(fc.property(candidates, (candidates) => {
    const opposite = candidates.map((outcomes) => outcomes.map((one) => (one === 'failed' ? one : -one)))
    expect(order(opposite, { maximise: 'score' })).toEqual(order(candidates, { minimise: 'score' }))
  }), few))

  it('has means and deviations of samples', () => {
    const [first] = search.rank({ minimise: 'score' })(resultsOf([[2, 4, 4, 4, 5, 5, 7, 9]]))
    // The sum of the squares of the differences from the mean, 5, is 32.
    expect(first?.figures).toEqual(E.right({ score: { mean: 5, deviation: Math.sqrt(32 / 7) } }))
  })

  it('has the number itself as the mean of equal ones', () => fc.assert(fc.property(score, fc.integer({ min: 1, max: 9 }), (score, folds) => {
    const [only] = search.rank({ minimise: 'score' })(resultsOf([Array.from({ length: folds }, () => score)]))
    expect(only?.figures).toEqual(E.right({ score: { mean: score + 0, deviation: folds === 1 ? NaN : 0 } }))
  }), few))

  it('is not taken apart by a failed fold: its errors are there', () => {
    const [good, bad] = search.rank({ maximise: 'score' })(resultsOf([[9, 'failed'], [1, 2]]))
    expect(good?.candidate).toBe(1)
    expect(bad?.figures).toMatchObject({ left: [{ operation: 'search.run', argument: 'trial 1', received: 'Error: no' }] })
  })
})

describe('the best', () => {
  it('is the first of the ranking, or a Left', () => fc.assert(fc.property(candidates, (candidates) => {
    const results = resultsOf(candidates)
    const [first] = search.rank({ maximise: 'score' })(results)
    const best = search.best({ maximise: 'score' })(results)
    if (E.isRight(best)) expect({ ...best.right, figures: E.right(best.right.figures) }).toEqual(first)
    else expect(candidates.every((outcomes) => outcomes.some((one) => !Number.isFinite(one)))).toBe(true)
  }), few))

  it('says that there is none', () => {
    expect(search.best({ maximise: 'score' })(resultsOf([['failed'], [NaN]]))).toMatchObject(E.left({
      operation: 'search.best', argument: 'results', expected: 'a configuration with a finite mean of score', received: 'none of 2 trials',
    }))
  })
})

describe('the table', () => {
  const table = (candidates: readonly (readonly Outcome[])[]): string => pipe(resultsOf(candidates), search.rank({ maximise: 'score' }), search.table)

  it('has a line for each configuration, and what went wrong below', () => {
    expect(table([[0.5, 0.75], [0.875, 0.875], ['failed', 1], [NaN, 1]])).toBe([
      'candidate  x            score',
      '1          1  0.8750 ± 0.0000',
      '0          0  0.6250 ± 0.1768',
      '3          3              NaN',
      '2          2           failed',
      '',
      'trial 4: Error: no',
    ].join('\n'))
  })

  it.each<[readonly number[], readonly string[]]>([
    [[3, 12, 50890], ['3', '12', '50890']],
    [[0.25, 12.5], ['0.2500', '12.5000']],
    [[0.0123, 0.01], ['0.01230', '0.01000']],
    [[0.00123, 0.0001], ['0.001230', '0.000100']],
    [[1.5e-7, 0], ['1.500e-7', '0.000e+0']],
    [[1.5e9 + 0.5, 2], ['1.500e+9', '2.000e+0']],
  ])('writes %j alike', (scores, written) => {
    expect(table(scores.map((one) => [one])).split('\n').slice(1).map((line) => line.split(/ +/)[2]).toSorted()).toEqual(written.toSorted())
  })

  it('of nothing but failures has their errors', () => {
    expect(table([['failed']])).toBe('candidate  x  figures\n0          0   failed\n\ntrial 0: Error: no')
  })
})
