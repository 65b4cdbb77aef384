/** Ctrl-C: the first one asks for an end, the second one is it. */
import { constants } from 'node:os'
import { performance } from 'node:perf_hooks'

/** What asks a program to end. */
const names = ['SIGINT', 'SIGTERM'] as const

type Name = (typeof names)[number]

/** The exit code of a program that a signal has ended: 130 after Ctrl-C. */
export const exitCode = (name: string): number => 128 + constants.signals[name as Name]

/** npm passes on what a terminal has sent already: within so many milliseconds it is one signal. */
const together = 200

/** Uses an `AbortSignal`, which the first signal of the system aborts, by its name; the second one ends the process. */
export const interruptible = async <A>(use: (signal: AbortSignal) => Promise<A>): Promise<A> => {
  const stop = new AbortController()
  let asked: number | undefined
  const hear = (name: Name): void => {
    const now = performance.now()
    if (asked !== undefined && now - asked > together) process.exit(exitCode(name))
    asked ??= now
    stop.abort(name)
  }
  for (const name of names) process.on(name, hear)
  try {
    return await use(stop.signal)
  } finally {
    for (const name of names) process.off(name, hear)
  }
}
