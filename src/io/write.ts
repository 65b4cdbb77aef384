/** Files that are there whole or not at all: written beside the old one, then put in its place by one `rename`. */
import type { FileHandle } from 'node:fs/promises'
import { beside } from './beside.js'
import { targetOf, type Stats, type Target } from './target.js'

/** Bytes that are written at a time, and below which pieces are gathered. */
const [most, least] = [4_194_304, 65_536]

/** Small pieces gathered, large ones cut. What is gathered is good until the next one is asked for. */
function* portions(pieces: Iterable<Uint8Array>, size: number): Iterable<Uint8Array> {
  const gathered = new Uint8Array(Math.min(size, least))
  let filled = 0
  for (const piece of pieces) {
    if (filled + piece.length > gathered.length) {
      yield gathered.subarray(0, filled)
      filled = 0
    }
    if (piece.length <= gathered.length) {
      gathered.set(piece, filled)
      filled += piece.length
    } else for (let at = 0; at < piece.length; at += size) yield piece.subarray(at, at + size)
  }
  yield gathered.subarray(0, filled)
}

const append = async (handle: FileHandle, bytes: Uint8Array): Promise<void> => {
  for (let at = 0; at < bytes.length;) at += (await handle.write(bytes, at, bytes.length - at)).bytesWritten
}

/** Gives a new file the owner, group and mode of the old one, as far as the system allows. */
const keep = async (handle: FileHandle, old: Stats): Promise<void> => {
  const { uid } = await handle.stat()
  await handle.chown(old.uid, old.gid).catch(() => handle.chown(uid, old.gid)).catch(() => undefined)
  const { gid } = await handle.stat()
  const mode = old.mode & 0o777
  // A group that is another one gets no more than everybody.
  await handle.chmod(gid === old.gid ? mode : mode & (~0o070 | ((mode & 0o007) << 3))).catch(() => undefined)
}

/** Makes the folder's new entry last; systems that cannot open folders do it by themselves. */
const syncFolder = async (file: string): Promise<void> => {
  const { open } = await import('node:fs/promises')
  const { dirname } = await import('node:path')
  const folder = await open(dirname(file), 'r').catch(() => undefined)
  await folder?.sync().catch(() => undefined)
  await folder?.close()
}

/** A new file beside the target: `fill` is done with it open, `place` when it is closed. What is left on an error is removed. */
const withNew = async (
  { file, old }: Target, fill: (handle: FileHandle) => Promise<void>, place: (name: string) => Promise<void>,
): Promise<void> => {
  const { rm } = await import('node:fs/promises')
  // In the place of an old one, it is for nobody else until it has the old one's owner and mode.
  const { name, handle } = await beside(file, old === undefined ? 0o666 : 0o600)
  try {
    await fill(handle).finally(() => handle.close())
    await place(name)
  } catch (error) {
    await rm(name, { force: true }).catch(() => undefined)
    throw error
  }
}

/**
 * Writes a file so that readers and crashes see the old bytes or the new ones. On any error, which rejects, the old file
 * stays and nothing is left beside it. A link stays a link, and owner, group and mode stay as they were; what is there and
 * no regular file, or read-only, is refused. Pieces are asked for one by one, as they are written.
 */
export const writeWhole = async (path: string, pieces: Iterable<Uint8Array>, size = most): Promise<void> => {
  const { rename } = await import('node:fs/promises')
  const { file, old } = await targetOf(path)
  const fill = async (handle: FileHandle): Promise<void> => {
    for (const portion of portions(pieces, size)) await append(handle, portion)
    if (old !== undefined) await keep(handle, old)
    await handle.sync()
  }
  await withNew({ file, old }, fill, (name) => rename(name, file))
  await syncFolder(file)
}

/** Rejects where `writeWhole` would; tried with a file beside it that nothing is written to. */
export const expectWritable = async (path: string): Promise<void> => {
  const { rm } = await import('node:fs/promises')
  await withNew(await targetOf(path), async () => undefined, rm)
}
