/** In place of `file.ts` in browsers, by `browser` in package.json: there are no files, which is an error that says so. */

import type { Hash } from './hash.js'
import type { Regular } from './read.js'

/** Undefined: a browser's own hashes nothing piece by piece. */
export const nativeHash = (): Promise<Hash | undefined> => Promise.resolve(undefined)

/** Why a file could not be read, or written. */
export const reason = (_what: 'read' | 'write', error: unknown): string =>
  (error instanceof Error ? error.message : String(error))

const noFiles = 'no file system: this is a browser'
const absent = (): Promise<never> => Promise.reject(new Error(noFiles))

/** Rejects. */
export const openRegular = (_path: string, _size?: number, _begin?: number): Promise<Regular> => absent()

/** Rejects. */
export const writeWhole = (_path: string, _pieces: Iterable<Uint8Array>, _size?: number): Promise<void> => absent()

/** Rejects. */
export const expectWritable = (_path: string): Promise<void> => absent()

const fail = (): never => {
  throw new Error(noFiles)
}

/** Throws. */
export const nativeHashNow = (): Hash => fail()

/** Throws. */
export const writeWholeNow = (_path: string, _pieces: Iterable<Uint8Array>, _size?: number): void => fail()

/** Throws. */
export const expectWritableNow = (_path: string): void => fail()

/** Throws. */
export const appendLines = (_path: string): ((lines: string) => void) => fail()
