/** What makes the figures of a run doubtful, each with its reason. */
import type { Run } from '../../../run/index.js'
import { ofResult } from './outcome.js'
import { ofTraining } from './training.js'
import type { Warning } from './warning.js'

export type { Warning } from './warning.js'

/** The warnings about a run, those about its training first; the same one is given once, for the first part that gives it. */
export const warnings = (run: Run): readonly Warning[] => {
  const all = [...ofTraining(run), ...run.results.flatMap(ofResult)]
  return all.filter(({ name }, i) => all.findIndex((other) => other.name === name) === i)
}
