/** What reports are made of. */
import { codec, type Run } from '../run/index.js'
import { isRecord, type Kind } from '../shape/options.js'

const lists = { steps: 'step', validations: 'validation', histograms: 'histograms', results: 'result' } as const

const isNumber = (u: unknown): boolean => typeof u === 'number'

/** There may be a million of them: what reports read of each is looked at, and no more. */
const isStep = (u: unknown): boolean => isRecord(u) && u['event'] === 'step' && [u['step'], u['loss'], u['examples']].every(isNumber)
  && ['seconds', 'learningRate', 'gradientNorm', 'updateNorm'].every((name) => u[name] === undefined || isNumber(u[name]))

const isEvent = (u: unknown, event: string): boolean => (event === 'step' ? isStep(u) : codec.is(u) && u.event === event)

/** A run, of which every event is what it should be. */
export const aRun: Kind = {
  expected: 'a run, as run.of makes it of events',
  holds: (u: Run) => isRecord(u)
    && Object.entries(lists).every(([name, event]) => Array.isArray(u[name as keyof Run]) && (u[name as keyof Run] as readonly unknown[]).every((one) => isEvent(one, event)))
    && (['start', 'end'] as const).every((name) => u[name] === undefined || isEvent(u[name], name))
    && (u.receipt === undefined || isEvent({ event: 'receipt', receipt: u.receipt }, 'receipt')),
}
