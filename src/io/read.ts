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
const filling = (handle: FileHandle, size: number): Regular['fill'] => {
  const memory = new Uint8Array(size)
  let ahead = memory.subarray(0, 0)
  return async (wanted) => {
    let done = 0
    while (done < wanted.length) {
      if (ahead.length === 0 && wanted.length - done < size) {
        ahead = memory.subarray(0, (await handle.read(memory, 0, size)).bytesRead)
        if (ahead.length === 0) break
      }
      if (ahead.length > 0) {
        const taken = ahead.subarray(0, wanted.length - done)
        wanted.set(taken, done)
        ahead = ahead.subarray(taken.length)
        done += taken.length
      } else {
        const { bytesRead } = await handle.read(wanted, done, Math.min(wanted.length - done, most))
        if (bytesRead === 0) break
        done += bytesRead
      }
    }
    return done
  }
}

/** Opens a file. What is there and no regular file rejects: a pipe could keep its reader waiting, and a device anything. */
export const openRegular = async (path: string, size = least): Promise<Regular> => {
  const { constants, open, stat } = await import('node:fs/promises')
  expectRegular(await stat(path))
  // Not even a pipe that has come in between is waited for.
  const handle = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0))
  try {
    const found = await handle.stat()
    expectRegular(found)
    return { size: found.size, fill: filling(handle, size), close: () => handle.close() }
  } catch (error) {
    await handle.close()
    throw error
  }
}

/** All bytes of a regular file, as many as there are. */
export const readWhole = async (path: string): Promise<Uint8Array> => {
  const { size, fill, close } = await openRegular(path)
  try {
    const bytes = new Uint8Array(size)
    return bytes.subarray(0, await fill(bytes))
  } finally {
    await close()
  }
}
