/** A small file can promise much: every reader has a bound, which its caller can raise. */
import { fail } from '../shape/error.js'
import { checkOptions, type Kind } from '../shape/options.js'
import { FileError, type Place } from './place.js'

/** How much a reader may make of a file. */
export interface Limits {
  /** Bytes in memory, once inflated or decoded; 2³⁰ (1 GiB) by default. */
  readonly maxBytes?: number
}

export const defaultMaxBytes = 1073741824

/** Code units that engines have in one text, at most. */
export const longestText = 536870888

/** The bound among options, which are no others than those that are known. */
export const boundOf = <O extends Limits>(
  operation: string, options: O, known: Readonly<Record<keyof O & string, true | Kind>>, most = defaultMaxBytes,
): number => {
  checkOptions<O>(operation, options, known)
  const { maxBytes = most } = options
  if (typeof maxBytes !== 'number' || !(maxBytes > 0))
    fail(operation, { argument: 'maxBytes', expected: 'a number of bytes above 0', received: maxBytes })
  return maxBytes
}

/** Readers that have no other options. */
export const limited: Readonly<Record<keyof Limits, true>> = { maxBytes: true }

/**
 * The error of a file that would become more than its reader may make of it: it says both numbers.
 *
 * @example
 * tooLarge('readTar', 'a.tar.gz', {}, 100, 'more than 100').expected // 'at most 100 bytes (maxBytes)'
 */
export const tooLarge = (operation: string, file: string, place: Place, maxBytes: number, received: number | string): FileError =>
  new FileError(operation, file, place, `at most ${maxBytes} bytes (maxBytes)`, typeof received === 'number' ? `${received}` : received)
