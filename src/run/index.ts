/** Runs as plain data: what happened in a training, from its first step to how well its result does. */
export { notable, type Notable } from './notable.js'
export { of, type Run } from './run.js'
export type { End, Histogram, Histograms, Receipted, RunEvent, Start, Step, Tested, Validation } from './event.js'
export type { LayerFacts, NetworkFacts } from './network.js'
export type { Baseline, Case, ClassOutcome, NumberOutcome, Outcome, Result, SequenceOutcome, Shown } from './result.js'
