import { pipe, tensor as t, type metric } from 'tenfold'

/** How well one speaker is understood. */
export interface Understood {
  readonly right: number
  readonly of: number
}

export type Speakers = Readonly<Record<string, Understood>>

/** A metric of our own: how many words of each speaker are right, given who speaks each example. */
export const bySpeaker = (speakers: readonly string[]): metric.Metric<Speakers> => ({
  name: 'bySpeaker',
  of: ({ predictions, targets }) => {
    const taken = pipe(predictions, t.argmax(), t.toArray)
    const hits = t.toArray(targets).map((truth, i) => truth === taken[i])
    return Object.fromEntries([...new Set(speakers)].map((name) => {
      const own = hits.filter((_, i) => speakers[i] === name)
      return [name, { right: own.filter((hit) => hit).length, of: own.length }]
    }))
  },
})

/** A line for each. */
export const table = (speakers: Speakers): string =>
  ['speaker      right     of', ...Object.entries(speakers).map(([name, { right, of }]) =>
    `${name.padEnd(12)}${String(right).padStart(6)}${String(of).padStart(7)}`)].join('\n')
