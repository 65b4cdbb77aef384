/**
 * Events as lines of JSON: `decode(encode(events))` gives the events. A line that is the last and has no end was cut off while it
 * was written, and is left out; anything else that is not an event is a `Left` that names the line.
 *
 * @example
 * const text = encode([{ event: 'step', step: 1, loss: 0.5, examples: 8 }, { event: 'end', step: 1 }])
 * decode(text) // Right: [{ event: 'step', step: 1, loss: 0.5, examples: 8 }, { event: 'end', step: 1 }]
 * decode(text.slice(0, -5)) // Right: [{ event: 'step', step: 1, loss: 0.5, examples: 8 }]
 */
import * as E from 'fp-ts/lib/Either.js'
import { fail, TenfoldError, valueText } from '../shape/error.js'
import { aString, check, listOf } from '../shape/options.js'
import { explainErrors } from '../trainer/codec.js'
import { codec } from './codec.js'
import type { RunEvent } from './event.js'

/** What is wrong with a line. */
export interface Flaw {
  readonly line: number
  readonly expected: string
  readonly received: string
}

const anEvent = { expected: '', holds: (x: unknown) => typeof x === 'object' && x !== null }

/** The line of one event, its end included. */
const lineOf = (operation: string, event: RunEvent, i: number): string => {
  if (codec.is(event)) return `${JSON.stringify(codec.encode(event))}\n`
  const decoded = codec.decode(event)
  const message = `events[${i}]: ${E.isLeft(decoded) ? explainErrors(decoded.left)[0] : 'numbers expected, not their texts'}`
  return fail(operation, { argument: `events[${i}]`, expected: 'an event of a run', received: event, message })
}

/** The lines of events, for a function of this name. */
export const linesOf = (operation: string, events: readonly RunEvent[]): string => {
  check(operation, { events }, { events: listOf('events', anEvent) })
  return events.map((event, i) => lineOf(operation, event, i)).join('')
}

/** Events as text, a line each. What is no event is an error that says where. */
export const encode = (events: readonly RunEvent[]): string => linesOf('run.encode', events)

const parsed = (text: string): E.Either<string, unknown> => E.tryCatch(() => JSON.parse(text) as unknown, () => 'no JSON')

/** The events of lines, of which only the last may have no end; `undefined` is a line whose bytes are no text. */
export const eventsOf = (lines: readonly (string | undefined)[], isEnded: boolean): E.Either<Flaw, readonly RunEvent[]> => {
  const events: RunEvent[] = []
  for (const [i, text] of lines.entries()) {
    const json = text === undefined ? E.left('bytes that are no UTF-8') : parsed(text)
    if (E.isLeft(json)) {
      if (i === lines.length - 1 && !isEnded) break
      const received = text === undefined ? json.left : `${valueText(text)}, which is no JSON`
      return E.left({ line: i + 1, expected: 'an event as JSON', received })
    }
    const event = codec.decode(json.right)
    if (E.isLeft(event)) return E.left({ line: i + 1, expected: 'an event of a run', received: explainErrors(event.left).slice(0, 3).join('; ') })
    events.push(event.right)
  }
  return E.right(events)
}

/** The same as an error of a file, or of a text. */
export const flawed = (operation: string, name: string, { line, expected, received }: Flaw, at?: string): TenfoldError => {
  const argument = `${name}, line ${line}`
  return new TenfoldError(operation, { argument, expected, received, message: `${argument}: expected ${expected}, received ${received}` }, at)
}

/** The events of a text. `name` is what messages call it. */
export const decode = (text: string, name = 'the text'): E.Either<TenfoldError, readonly RunEvent[]> => {
  check('run.decode', { text, name }, { text: aString, name: aString })
  const lines = text.split('\n')
  const isEnded = lines.at(-1) === ''
  return E.mapLeft((flaw: Flaw) => flawed('run.decode', name, flaw))(eventsOf(isEnded ? lines.slice(0, -1) : lines, isEnded))
}
