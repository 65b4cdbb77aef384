/**
 * Steps in a row: what is carried stays with the backend from step to step, and comes back when somebody asks. The one
 * mutable thing of a fold, confined to it; trainers and `jitFold` run their steps here.
 */
import type { Loop } from '../backend/backend.js'
import type { Elements } from '../program/elements.js'
import { memories } from './memories.js'
import type { Prepared } from './prepare.js'

/** Steps over carried values of one type. */
export interface Steps<B> {
  /** The program of steps of this type, made where there is none, runs them from here on; unless none can be made. */
  readonly enter: (type: string, make: () => Prepared<B> | undefined) => Prepared<B> | undefined
  /** One step with the inputs that are not carried; gives the other results, which the next step may overwrite. */
  readonly run: (inputs: readonly Elements[]) => readonly Elements[]
  /** A copy of what is carried. */
  readonly carried: () => readonly Elements[]
  /** The last values. The memory goes to those that begin later. */
  readonly end: () => readonly Elements[]
}

/** Steps by programs and in memories that are used again. */
export const stepping = <B>() => {
  const { typeOf, open } = memories<B>()
  return {
    typeOf,
    begin: (type: string, initial: readonly Elements[]): Steps<B> => {
      const memory = open(type)
      let carried = initial
      let loop: Loop | undefined
      const held = (): readonly Elements[] => loop?.carried() ?? carried
      return {
        enter: (form, make) => {
          const entered = memory.enter(form, make, carried)
          if (entered !== undefined) loop = entered.loop
          return entered?.prepared
        },
        run: (inputs) => (loop as Loop).step(inputs),
        carried: held,
        end: () => {
          carried = held()
          memory.leave()
          loop = undefined
          return carried
        },
      }
    },
  }
}
