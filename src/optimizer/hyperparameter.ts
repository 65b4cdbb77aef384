/** Settings of optimizers and schedules: numbers in a range. */
import { aFunction, aNumber, aShare, type Kind } from '../shape/options.js'

export { check } from '../shape/options.js'

/** A range of numbers with its name. */
export type Range = Kind

export const finite = aNumber
export const nonNegative: Range = { expected: 'a finite number of at least 0', holds: (x) => Number.isFinite(x) && x >= 0 }
export const positive: Range = { expected: 'a finite number above 0', holds: (x) => Number.isFinite(x) && x > 0 }
/** What a moving average keeps. */
export const fraction: Range = {
  expected: 'a number of at least 0 and below 1', holds: (x) => typeof x === 'number' && x >= 0 && x < 1,
}
export const share = aShare
export const count: Range = { expected: 'a whole number of at least 0', holds: (x) => Number.isSafeInteger(x) && x >= 0 }
export const positiveCount: Range = { expected: 'a whole number of at least 1', holds: (x) => Number.isSafeInteger(x) && x >= 1 }
/** A learning rate: a number, or a schedule, which has been checked where it was made. */
export const aRate: Range = { expected: nonNegative.expected, holds: (x) => typeof x === 'function' || nonNegative.holds(x) }

/** Of weight decay as part of a recipe. */
export const decayKinds = { weightDecay: nonNegative, mask: aFunction }
