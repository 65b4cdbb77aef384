/** Programs of steps, and the memories in which they run: what folds over carried values of the same types have in common. */
import type { AsyncLoop } from '../backend/asyncBackend.js'
import type { Loop } from '../backend/backend.js'
import { cache } from '../program/cache.js'
import type { Elements } from '../program/elements.js'
import { memo } from '../program/memo.js'
import { signature } from '../tensor/signature.js'
import { pool } from './pool.js'
import type { Prepared } from './prepare.js'
import { room, type Room } from './room.js'

/** Bytes that programs which one part keeps may take together: some hundred large ones. */
export const mostBytes = 134217728

/** A program in a memory. */
export interface Entered<B, L> {
  readonly prepared: Prepared<B, L>
  readonly loop: L
}

/** A memory, in use by one fold. */
export interface Memory<B, L> {
  /** The program of steps of this type, made where there is none, over what is carried; unless none can be made. */
  readonly enter: (
    type: string, make: () => Prepared<B, L> | undefined, carried: readonly Elements[],
  ) => Entered<B, L> | undefined
  /** Gives the memory to those that begin later. */
  readonly leave: () => void
}

/** Programs are kept by the types of what is carried and of what a step takes; memories are used again. */
export const memories = <B, L extends Loop | AsyncLoop = Loop>() => {
  const programs = cache<Prepared<B, L> | undefined>(mostBytes, (one) => one?.bytes ?? 0)
  // A step that fails leaves its memory out of the pool.
  const idle = pool<Room<L>>(4)
  /** Signatures of what is carried are long: programs are found by their numbers. */
  let types = 0
  const numberOf = memo((_: string) => ++types)
  return {
    /** The type of what is carried. */
    typeOf: (carried: unknown): string => `${numberOf(signature(carried))}`,
    open: (type: string): Memory<B, L> => {
      let here: Room<L> | undefined
      const opened = (carried: readonly Elements[]): Room<L> => {
        const found = idle.take(type)
        found?.load(carried)
        return found ?? room<L>()
      }
      return {
        enter: (form, make, carried) => {
          const prepared = programs(`${type} ${form}`, make)
          if (prepared === undefined) return undefined
          here ??= opened(carried)
          return { prepared, loop: here.enter(prepared, carried) }
        },
        leave: () => {
          if (here !== undefined) idle.give(type, here)
          here = undefined
        },
      }
    },
  }
}
