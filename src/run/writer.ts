/** Events on their way to a file. */
import { appendLines, reason } from '../io/file.js'
import { TenfoldError } from '../shape/error.js'
import type { RunEvent } from './event.js'
import { linesOf } from './lines.js'

/** Steps that wait to be written, at most, and seconds. */
const [mostSteps, mostSeconds] = [32, 0.25]

/** Lines that are written at the end of a file; steps wait for others. */
export const writerTo = (operation: string, file: string) => {
  const append = appendLines(file)
  const waiting: RunEvent[] = []
  let seconds = 0
  const flush = (): void => {
    const lines = linesOf(operation, waiting.splice(0))
    if (lines === '') return
    try {
      append(lines)
    } catch (error) {
      const [expected, received] = ['a file that can be written', reason('write', error)]
      throw new TenfoldError(operation, { argument: file, expected, received, message: `${file}: expected ${expected}, received ${received}` })
    }
  }
  return {
    flush,
    add: (event: RunEvent): void => { waiting.push(event) },
    /** Writes what waits where it is time: other events than steps, many steps, or some after a while. */
    next: (now = 0): void => {
      if (waiting.length < mostSteps && now - seconds < mostSeconds && waiting.every(({ event }) => event === 'step')) return
      seconds = now
      flush()
    },
  }
}
