/** Regular files, read from their begin to their end. */
import type { FileHandle } from 'node:fs/promises'
import { expectRegular } from './target.js'

/** Bytes that are read at a time, at least and at most. */
const [least, most] = [65_536, 1_073_741_824]

/** A file that is open. */
export interface Regular {
  /** How long it was when it was opened. */
  readonly size: number
  /** Fills memory with the next bytes; how many there were. */
  readonly fill: (memory: Uint8Array) => Promise<number>
  readonly close: () => Promise<void>
}

/** Small pieces out of one that is read ahead, large ones straight to where they belong. */
const filling = (handle: FileHandle, size: number, begin: number): Regular['fill'] => {
  const memory = new Uint8Array(size)
  let ahead = memory.subarray(0, 0)
  let at = begin
  const read = async (into: Uint8Array, from: number, length: number): Promise<number> => {
    const { bytesRead } = await handle.read(into, from, length, at)
    at += bytesRead
    return bytesRead
  }
  return async (wanted) => {
    let done = 0
    while (done < wanted.length) {
      if (ahead.length === 0 && wanted.length - done < size) {
        ahead = memory.subarray(0, await read(memory, 0, size))
        if (ahead.length === 0) break
      }
      if (ahead.length > 0) {
        const taken = ahead.subarray(0, wanted.length - done)
        wanted.set(taken, done)
        ahead = ahead.subarray(taken.length)
        done += taken.length
      } else {
        const bytesRead = await read(wanted, done, Math.min(wanted.length - done, most))
        if (bytesRead === 0) break
        done += bytesRead
      }
    }
    return done
  }
}

/** Opens a file, to be read from a byte on. What is there and no regular file rejects: a pipe could keep its reader waiting, and a device anything. */
export const openRegular = async (path: string, size = least, begin = 0): Promise<Regular> => {
  const { constants, open, stat } = await import('node:fs/promises')
  expectRegular(await stat(path))
  // Not even a pipe that has come in between is waited for.
  const handle = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0))
  try {
    const found = await handle.stat()
    expectRegular(found)
    return { size: found.size, fill: filling(handle, size, begin), close: () => handle.close() }
  } catch (error) {
    await handle.close()
    throw error
  }
}
