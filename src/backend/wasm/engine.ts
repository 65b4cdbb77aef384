/** What a program is emitted for. */
import type { Function } from './assembler/module.js'

/** How a module is to be run. */
export interface Engine {
  readonly threads: number
  /** The function in which so many threads wait for each other, with its notes at a place of the memory: where there are several. */
  readonly barrier?: (threads: number, at: number, sleeps?: boolean) => Function
  /** Whether multiplications and additions may be rounded together. */
  readonly relaxed: boolean
  /** Whether the host joins neighbouring vectors to ones of twice the width: of other tiles comes more, the same bits of all. */
  readonly wider?: boolean
  /** Kernels of fewer vector instructions are not worth a barrier: one thread does them. */
  readonly worthSharing?: number
  /** Lists of what is not 0 are worth code of their own if they save so many vector instructions. */
  readonly worthListing?: number
  /** Whether thread 0 may sleep while it waits for the others: a page may not. */
  readonly sleeps?: boolean
}
