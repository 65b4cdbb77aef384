import { dataset, metric, pipe, report, tensor as t } from 'tenfold'
import type { Digits } from './data.js'

export interface Mistake {
  readonly example: number
  readonly truth: number
  readonly taken: number
  /** What the network gives the wrong class, in (0, 1]. */
  readonly certainty: number
}

/** A metric of our own: what was taken for something else, the surest mistakes first. */
export const mistakes: metric.Metric<readonly Mistake[]> = {
  name: 'mistakes',
  of: ({ predictions, targets }) => {
    const taken = pipe(predictions, t.argmax(), t.toArray)
    const certainty = pipe(predictions, t.softmax, t.max([-1]), t.toArray)
    return t.toArray(targets)
      .map((truth, example): Mistake => ({
        example,
        truth,
        taken: taken[example] as number,
        certainty: certainty[example] as number,
      }))
      .filter((mistake) => mistake.taken !== mistake.truth)
      .sort((a, b) => b.certainty - a.certainty || a.example - b.example)
  },
}

/** Some of them, drawn. */
export const gallery = (data: Digits, wrong: readonly Mistake[]): string => {
  const shown = wrong.slice(0, 8)
  if (shown.length === 0) return 'It got every digit right.'
  const captions = shown.map(({ truth, taken, certainty }) => `${truth}, taken for ${taken} (${Math.floor(100 * certainty)} %)`)
  const pictures = report.images(pipe(data, dataset.select(shown.map(({ example }) => example))).inputs, { captions, across: 3 })
  const which = shown.length === wrong.length ? 'these' : 'the surest mistakes'
  return `${wrong.length} of ${data.size} digits wrong; ${which}:\n\n${pictures}`
}
