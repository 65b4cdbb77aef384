/** A run: all that happened in a training, gathered as plain data. */
import { check, listOf } from '../shape/options.js'
import { codec } from './codec.js'
import type { End, Histograms, Receipted, RunEvent, Start, Step, Tested, Validation } from './event.js'

/** What happened in a training, by kind. */
export interface Run {
  /** The first start, with what later ones add. */
  readonly start: Start | undefined
  readonly steps: readonly Step[]
  readonly validations: readonly Validation[]
  readonly histograms: readonly Histograms[]
  readonly end: End | undefined
  readonly results: readonly Tested[]
  readonly receipt: Receipted['receipt'] | undefined
}

/** Of one kind, in their order. */
const kindOf = <K extends RunEvent['event']>(events: readonly RunEvent[], kind: K) =>
  events.filter((event): event is Extract<RunEvent, { readonly event: K }> => event.event === kind)

/** The same of events that are known to be some. */
export const runOf = (events: readonly RunEvent[]): Run => {
  const starts = kindOf(events, 'start')
  const resumed = events.findLastIndex(({ event }) => event === 'start')
  const before = resumed <= 0 ? undefined : runOf(events.slice(0, resumed))
  const since = events.slice(Math.max(resumed, 0))
  const from = starts.at(-1)?.step ?? 0
  const upTo = <A extends { readonly step: number }>(list: readonly A[] | undefined): readonly A[] =>
    (list ?? []).filter(({ step }) => step <= from)
  return {
    start: before?.start === undefined ? starts.at(-1) : { ...starts.at(-1), ...before.start },
    steps: [...upTo(before?.steps), ...kindOf(since, 'step')],
    validations: [...upTo(before?.validations), ...kindOf(since, 'validation')],
    histograms: [...upTo(before?.histograms), ...kindOf(since, 'histograms')],
    end: kindOf(since, 'end').at(-1),
    results: kindOf(since, 'result'),
    receipt: kindOf(since, 'receipt').at(-1)?.receipt,
  }
}

const anEvent = { expected: '', holds: codec.is }

/**
 * The run that events make. A run that was resumed at step k has the steps up to k of what came before: what was done after the last
 * checkpoint was lost, and is done again.
 *
 * @example
 * const step = (n: number, loss: number): RunEvent => ({ event: 'step', step: n, loss, examples: 8 })
 * const made = of([{ event: 'start', step: 0 }, step(1, 3), step(2, 2), { event: 'start', step: 1 }, step(2, 1)])
 * made.steps.map(({ loss }) => loss) // [3, 1]
 */
export const of = (events: readonly RunEvent[]): Run => {
  check('run.of', { events }, { events: listOf('events of a run', anEvent) })
  return runOf(events)
}
