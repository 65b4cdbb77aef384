/** One memory where programs run that carry the same values: what is carried stays there whichever of them runs next. */
import type { Loop } from '../backend/backend.js'
import type { AsyncLoop } from '../backend/asyncBackend.js'
import type { Elements } from '../program/elements.js'
import type { Prepared } from './prepare.js'

export interface Room<L = Loop> {
  /** The loop of a program in this memory. The first of all begins with these values. */
  readonly enter: (prepared: Prepared<unknown, L>, begin: readonly Elements[]) => L
  /** Carries copies of other values from here on. */
  readonly load: (values: readonly Elements[]) => void
}

export const room = <L extends Loop | AsyncLoop = Loop>(): Room<L> => {
  // A program that is forgotten takes its loop along.
  const loops = new WeakMap<Prepared<unknown, L>, L>()
  let any: L | undefined
  return {
    enter: (prepared, begin) => {
      any = loops.get(prepared) ?? prepared.start(any ?? begin)
      loops.set(prepared, any)
      return any
    },
    load: (values) => any?.load(values),
  }
}
