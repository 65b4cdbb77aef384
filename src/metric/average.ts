/** Classes by their counts, and the ways in which a measure of each becomes one number. */
import { fail } from '../shape/error.js'
import { checkOptions, oneOf } from '../shape/options.js'
import { classified, type Classified } from './classes.js'
import type { Metric } from './metric.js'
import { frequencies, mean, ratio, sum, upTo } from './table.js'

/** What is known of one class: right predictions, all predictions of it, all true examples of it. */
export interface Tally {
  readonly hits: number
  readonly predicted: number
  readonly actual: number
}

export const tallies = ({ classes, truth, predicted }: Classified): readonly Tally[] => {
  const hits = frequencies(classes, truth.filter((label, i) => label === predicted[i]))
  const [all, actual] = [frequencies(classes, predicted), frequencies(classes, truth)]
  return upTo(classes).map((c) => ({ hits: hits[c] as number, predicted: all[c] as number, actual: actual[c] as number }))
}

const together = (each: readonly Tally[]): Tally => {
  const total = (of: keyof Tally): number => sum(each.map((tally) => tally[of]))
  return { hits: total('hits'), predicted: total('predicted'), actual: total('actual') }
}

/**
 * `binary`: of class 1, the positive one of two. `macro`: the mean over classes. `micro`: of all classes counted together.
 * `weighted`: the mean weighted by true examples.
 */
export type Average = 'binary' | 'macro' | 'micro' | 'weighted'

type Averaged = (of: (tally: Tally) => number, each: readonly Tally[]) => number

const averages: Readonly<Record<Average, Averaged>> = {
  binary: (of, each) => of(each[1] as Tally),
  macro: (of, each) => mean(each.map(of)),
  micro: (of, each) => of(together(each)),
  weighted: (of, each) => ratio(sum(each.map((tally) => tally.actual * of(tally))), together(each).actual),
}

/** How classes come together: if nothing is said `binary` where there are two, else `macro`. */
export interface Averaging {
  readonly average?: Average
}

/** A measure of classes, averaged; `factory` is what makes the metric. */
// @__NO_SIDE_EFFECTS__
export const averaged = (factory: string, name: string, of: (tally: Tally) => number) => (options: Averaging = {}): Metric => {
  const { average } =
    checkOptions<Averaging>(`metric.${factory}`, options, { average: oneOf('binary', 'macro', 'micro', 'weighted') })
  return {
    name: average === undefined ? name : `${average} ${name}`,
    of: (evidence) => {
      const found = classified(name, evidence)
      const isPair = found.classes === 2
      const expected = `macro, micro or weighted for ${found.classes} classes`
      if (average === 'binary' && !isPair) fail(`metric.${name}`, { argument: 'average', expected, received: average })
      return averages[average ?? (isPair ? 'binary' : 'macro')](of, tallies(found))
    },
  }
}
