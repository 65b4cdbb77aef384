/** Runs in files: a line for each event, added at the end. */
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { readBytes } from '../dataset/file.js'
import { appendLines, reason } from '../io/file.js'
import { TenfoldError } from '../shape/error.js'
import { aString, check } from '../shape/options.js'
import { callSite } from '../shape/site.js'
import { fromUtf8 } from '../shape/utf8.js'
import type { RunEvent } from './event.js'
import { eventsOf, flawed, linesOf, type Flaw } from './lines.js'
import { runOf, type Run } from './run.js'

const newline = 0x0a

/** The lines of bytes, each without its end; what is no UTF-8 is `undefined`. The last one has no end, and may be empty. */
const linesIn = (bytes: Uint8Array): readonly (string | undefined)[] => {
  const lines: (string | undefined)[] = []
  for (let begin = 0; begin <= bytes.length;) {
    const found = bytes.indexOf(newline, begin)
    const end = found < 0 ? bytes.length : found
    lines.push(E.toUnion(E.tryCatch(() => fromUtf8(bytes.subarray(begin, end), { fatal: true }), () => undefined)))
    begin = end + 1
  }
  return lines
}

/**
 * Reads a run. A last line that was cut off while it was written is left out; a file that cannot be read, or whose lines are not the
 * events of a run, is a `Left` that names the file, the line and the reason.
 *
 * @example
 * import * as E from 'fp-ts/lib/Either.js'
 * import { tmpdir } from 'os'
 * const file = `${tmpdir()}/run.jsonl`
 * await append(file)([{ event: 'start', step: 0 }, { event: 'step', step: 1, loss: 0.5, examples: 8 }])() // Right
 * await append(file)([{ event: 'end', step: 1 }])() // Right
 * pipe(await read(file)(), E.map(({ steps }) => steps.length)) // Right: 1
 */
export const read = (file: string): TE.TaskEither<TenfoldError, Run> => {
  const at = callSite()
  check('run.read', { file }, { file: aString })
  return pipe(
    readBytes('run.read', file),
    TE.chainEitherK((bytes) => {
      const lines = linesIn(bytes)
      const isEnded = lines.at(-1) === ''
      return E.mapLeft((flaw: Flaw) => flawed('run.read', file, flaw, at))(eventsOf(isEnded ? lines.slice(0, -1) : lines, isEnded))
    }),
    TE.map(runOf),
  )
}

/**
 * Writes events at the end of a file, which is made where there is none; a line at its end that was cut off is removed first. A file
 * that cannot be written, a folder, a pipe or a device is a `Left`.
 */
export const append = (file: string) => (events: readonly RunEvent[]): TE.TaskEither<TenfoldError, void> => {
  const at = callSite()
  check('run.append', { file }, { file: aString })
  const lines = linesOf('run.append', events)
  const fault = (error: unknown): TenfoldError => {
    const [expected, received] = ['a file that can be written', reason('write', error)]
    return new TenfoldError('run.append', { argument: file, expected, received, message: `${file}: expected ${expected}, received ${received}` }, at)
  }
  return async () => E.tryCatch(() => appendLines(file)(lines), fault)
}
