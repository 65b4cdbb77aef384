/**
 * Steps in a row: what is carried stays with the backend from step to step, and comes back when somebody asks. The one
 * mutable thing of a fold, confined to it; trainers and `jitFold` run their steps here.
 */
import type { Loop } from '../backend/backend.js'
import { cache } from '../program/cache.js'
import type { Elements } from '../program/elements.js'
import { signature } from '../tensor/signature.js'
import { pool } from './pool.js'
import type { Prepared } from './prepare.js'
import { room, type Room } from './room.js'

/** Bytes that programs which one part keeps may take together: some hundred large ones. */
export const mostBytes = 134217728

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

/** Programs are kept by the types of what is carried and of what a step takes; memories are used again. */
export const stepping = <B>() => {
  const programs = cache<Prepared<B> | undefined>(mostBytes, (one) => one?.bytes ?? 0)
  // A step that fails leaves its room out of the pool.
  const idle = pool<Room>(4)
  /** Signatures of what is carried are long: programs are found by their numbers. */
  const numbers = new Map<string, string>()
  return {
    /** The type of what is carried. */
    typeOf: (carried: unknown): string => {
      const form = signature(carried)
      const number = numbers.get(form) ?? `${numbers.size}`
      numbers.set(form, number)
      return number
    },
    begin: (type: string, initial: readonly Elements[]): Steps<B> => {
      let carried = initial
      let here: Room | undefined
      let loop: Loop | undefined
      const opened = (): Room => {
        const found = idle.take(type)
        found?.load(carried)
        return found ?? room()
      }
      const held = (): readonly Elements[] => loop?.carried() ?? carried
      return {
        enter: (form, make) => {
          const prepared = programs(`${type} ${form}`, make)
          if (prepared === undefined) return undefined
          here ??= opened()
          loop = here.enter(prepared, carried)
          return prepared
        },
        run: (inputs) => (loop as Loop).step(inputs),
        carried: held,
        end: () => {
          carried = held()
          if (here !== undefined) idle.give(type, here)
          here = loop = undefined
          return carried
        },
      }
    },
  }
}
