/** Observers of the user's own: what they have to be, and what they have to give. */
import { aMaker, check, isRecord } from '../shape/options.js'
import type { Moment, Observer, Seen } from './observer.js'

export const anObserver = aMaker('an observer, as the functions of `observe` make it', 'start', 'see')

/** What an observer sees, which is a record. */
export const sees = <St, R>(operation: string, { see }: Observer<St, R>, value: R, moment: Moment<St>): Seen<R> => {
  const seen = see(value, moment)
  check(operation, { see: seen }, { see: { expected: 'a function that gives { value, stop? }', holds: isRecord } })
  return seen
}
