/** Files that are there whole or not at all: written beside the old one, then put in its place by one `rename`. */
import { beside } from './beside.js'
import { attempt, inTime, now, result, type Effect } from './effect.js'
import { systemInTime, systemNow, type Handle, type Stats, type System } from './system.js'
import { targetOf, type Target } from './target.js'

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

function* append(handle: Handle, bytes: Uint8Array): Effect<void> {
  for (let at = 0; at < bytes.length;) at += (yield* result(handle.write(bytes, at, bytes.length - at))).bytesWritten
}

/** Something that may fail, whether it does or not. */
const tried = (f: () => void | Promise<void>): Effect<boolean> =>
  attempt(function* () { yield* result(f()); return true }, () => false)

/** Gives a new file the owner, group and mode of the old one, as far as the system allows. */
function* keep(handle: Handle, old: Stats): Effect<void> {
  const { uid } = yield* result(handle.stat())
  if (!(yield* tried(() => handle.chown(old.uid, old.gid)))) yield* tried(() => handle.chown(uid, old.gid))
  const { gid } = yield* result(handle.stat())
  const mode = old.mode & 0o777
  // A group that is another one gets no more than everybody.
  yield* tried(() => handle.chmod(gid === old.gid ? mode : mode & (~0o070 | ((mode & 0o007) << 3))))
}

/** Makes the folder's new entry last; systems that cannot open folders do it by themselves. */
function* syncFolder({ open, path: { dirname } }: System, file: string): Effect<void> {
  const folder = yield* attempt(() => result(open(dirname(file), 'r')), () => undefined)
  if (folder === undefined) return
  yield* tried(() => folder.sync())
  yield* result(folder.close())
}

/** A new file beside the target: `fill` is done with it open, `place` when it is closed. What is left on an error is removed. */
function* withNew(
  system: System, { file, old }: Target, fill: (handle: Handle) => Effect<void>, place: (name: string) => void | Promise<void>,
): Effect<void> {
  // In the place of an old one, it is for nobody else until it has the old one's owner and mode.
  const { name, handle } = yield* beside(system, file, old === undefined ? 0o666 : 0o600)
  try {
    try {
      yield* fill(handle)
    } finally {
      yield* result(handle.close())
    }
    yield* result(place(name))
  } catch (error) {
    yield* tried(() => system.remove(name))
    throw error
  }
}

function* writing(system: System, path: string, pieces: Iterable<Uint8Array>, size: number): Effect<void> {
  const { file, old } = yield* targetOf(system, path)
  function* fill(handle: Handle): Effect<void> {
    for (const portion of portions(pieces, size)) yield* append(handle, portion)
    if (old !== undefined) yield* keep(handle, old)
    yield* result(handle.sync())
  }
  yield* withNew(system, { file, old }, fill, (name) => system.rename(name, file))
  yield* syncFolder(system, file)
}

/**
 * Writes a file so that readers and crashes see the old bytes or the new ones. On any error, which rejects, the old file
 * stays and nothing is left beside it. A link stays a link, and owner, group and mode stay as they were; what is there and
 * no regular file, or read-only, is refused. Pieces are asked for one by one, as they are written.
 */
export const writeWhole = async (path: string, pieces: Iterable<Uint8Array>, size = most): Promise<void> =>
  inTime(writing(await systemInTime(), path, pieces, size))

/** The same at once, where nothing can wait: an error is thrown. */
export const writeWholeNow = (path: string, pieces: Iterable<Uint8Array>, size = most): void =>
  now(writing(systemNow(), path, pieces, size))

function* trying(system: System, path: string): Effect<void> {
  yield* withNew(system, yield* targetOf(system, path), function* () {}, system.remove)
}

/** Rejects where `writeWhole` would; tried with a file beside it that nothing is written to. */
export const expectWritable = async (path: string): Promise<void> => inTime(trying(await systemInTime(), path))

/** Throws where `writeWholeNow` would. */
export const expectWritableNow = (path: string): void => now(trying(systemNow(), path))
