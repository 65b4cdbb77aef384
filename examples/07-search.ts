/**
 * 07 · Searching for hyperparameters: a typed space, folds, workers, and a table that no order of running changes.
 *
 * A search is data: its trials are immutable values, drawn by a key before anything runs. What a trial gives depends on the
 * trial alone, so it does not matter where it runs, or beside which others.
 */
import assert from 'node:assert/strict'
import * as E from 'fp-ts/lib/Either.js'
import { pipe, random, search } from 'tenfold'
import { objective } from './07-search/objective.js'
import './kit/terminal.js'
import './kit/wider.js'

// Four configurations of the space, each evaluated on three folds with a key of its own.
const trials = pipe(search.random(objective.space, { trials: 4, key: random.key(4) }), search.overKeys(3))
const [first] = trials
console.log(`${trials.length} trials; the first one is ${JSON.stringify(first?.config)}`)

// Two workers take one trial after another. Which ends first is up to them; what comes out is not.
let done = 0
const results = await pipe(trials, search.run(objective, {
  workers: 2,
  ended: ({ outcome }) => { if (E.isRight(outcome)) done++ },
}))()
if (E.isLeft(results)) throw results.left
console.log(`${done} of them gave figures\n`)

// Means and deviations over the folds, the best first.
const order = { maximise: 'accuracy' } as const
const ranking = pipe(results.right, search.rank(order))
console.log(search.table(ranking))

// The best one is a value of the space's type: `width` is 8, 16 or 32.
const best = pipe(results.right, search.best(order))
if (E.isLeft(best)) throw best.left
const { config: { width, activation }, figures: { accuracy } } = best.right
console.log(`\nbest: ${width} units of ${activation}, ${(100 * accuracy.mean).toFixed(1)} % of points that were held back`)

// A trial can be run again by itself, in this thread or elsewhere: the same figures, to the bit.
const again = await pipe(trials.slice(4, 5), search.run(objective))()
if (E.isLeft(again)) throw again.left
assert.deepEqual(again.right[0]?.outcome, results.right[4]?.outcome)

// Where the values of every dimension can be listed, a grid goes through all of them. A grid of `objective.space` itself
// would not compile: rates of an interval are too many.
const { width: widths, activation: names } = objective.space
const grid = search.grid({ widths, names, learningRate: search.oneOf([0.003, 0.01, 0.03]) }, { key: random.key(4) })
console.log(`${grid.length} in a grid`)
