/** Settings of optimizers and schedules: numbers in a range, or an error that names the setting. */
import { fail } from '../shape/error.js'

/** A range of numbers with its name. */
export interface Range {
  readonly expected: string
  readonly holds: (x: number) => boolean
}

export const finite: Range = { expected: 'a finite number', holds: Number.isFinite }
export const nonNegative: Range = { expected: 'a finite number of at least 0', holds: (x) => Number.isFinite(x) && x >= 0 }
export const positive: Range = { expected: 'a finite number above 0', holds: (x) => Number.isFinite(x) && x > 0 }
/** What a moving average keeps. */
export const fraction: Range = { expected: 'a number of at least 0 and below 1', holds: (x) => x >= 0 && x < 1 }
export const share: Range = { expected: 'a number from 0 to 1', holds: (x) => x >= 0 && x <= 1 }
export const count: Range = { expected: 'a whole number of at least 0', holds: (x) => Number.isSafeInteger(x) && x >= 0 }
export const positiveCount: Range = { expected: 'a whole number of at least 1', holds: (x) => Number.isSafeInteger(x) && x >= 1 }

/** Every named setting in its range; a setting that is a function (a schedule) has been checked where it was made. */
export const check = <N extends string>(
  operation: string, settings: Readonly<Record<N, unknown>>, ranges: Readonly<Record<NoInfer<N>, Range>>,
): void => {
  for (const name of Object.keys(ranges) as N[]) {
    const value = settings[name]
    const { expected, holds } = ranges[name]
    const fits = typeof value === 'function' || (typeof value === 'number' && holds(value))
    if (!fits) fail(operation, { argument: name, expected, received: value })
  }
}
