/** Files that are there whole or not at all: written beside the old one, then put in its place by one `rename`. */
import type { FileHandle } from 'node:fs/promises'

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'no such folder', ENOTDIR: 'a file where a folder should be', EISDIR: 'a folder', ENOSPC: 'no space left',
  EACCES: 'no permission to write it', EPERM: 'no permission to write it', EROFS: 'no permission to write it',
}

/** Why a file could not be written, in a few words. */
export const reason = (error: unknown): string =>
  (error instanceof Error ? reasons[String((error as { readonly code?: unknown }).code)] ?? error.message : String(error))

let files = 0

/** What this thread is writing. */
const underWay = new Set<string>()

/** A new file beside `file`, `FILE.PROCESS-THREAD-NUMBER.tmp`: no other thread has one of that name. */
const beside = async (file: string, mode: number): Promise<{ readonly name: string; readonly handle: FileHandle }> => {
  const { open } = await import('node:fs/promises')
  const { pid } = await import('node:process')
  const { threadId } = await import('node:worker_threads')
  for (;;) {
    const name = `${file}.${pid}-${threadId}-${files++}.tmp`
    underWay.add(name)
    try {
      return { name, handle: await open(name, 'wx', mode) }
    } catch (error) {
      underWay.delete(name)
      // An earlier process of the same number left one behind that could not be removed: the next number is free.
      if ((error as { readonly code?: unknown }).code !== 'EEXIST') throw error
    }
  }
}

const isAlive = async (process: number): Promise<boolean> => {
  const { kill } = await import('node:process')
  try {
    // Signal 0 asks whether there is such a process, and does nothing to it.
    return kill(process, 0)
  } catch (error) {
    return (error as { readonly code?: unknown }).code !== 'ESRCH'
  }
}

/** Removes what processes that were killed have left beside `file`; earlier ones of this process's own number, too. */
const clear = async (file: string): Promise<void> => {
  const { readdir, rm } = await import('node:fs/promises')
  const { basename, dirname, join } = await import('node:path')
  const { pid } = await import('node:process')
  const { threadId } = await import('node:worker_threads')
  const [folder, start] = [dirname(file), `${basename(file)}.`]
  for (const entry of await readdir(folder)) {
    const [, process, thread] = (entry.startsWith(start) && /^(\d{1,9})-(\d+)-\d+\.tmp$/.exec(entry.slice(start.length))) || []
    if (process === undefined) continue
    const name = join(folder, entry)
    const own = Number(process) === pid
    const left = own ? Number(thread) === threadId && !underWay.has(name) : !await isAlive(Number(process))
    if (left) await rm(name, { force: true })
  }
}

/** Makes the folder's new entry last; systems that cannot open folders do it by themselves. */
const syncFolder = async (file: string): Promise<void> => {
  const { open } = await import('node:fs/promises')
  const { dirname } = await import('node:path')
  const folder = await open(dirname(file), 'r').catch(() => undefined)
  await folder?.sync().catch(() => undefined)
  await folder?.close()
}

/**
 * Writes a file so that readers and crashes see the old bytes or the new ones. On any error, which rejects, the old file
 * stays and nothing is left beside it. A link stays a link, and permissions stay as they were.
 */
export const writeWhole = async (path: string, bytes: Uint8Array): Promise<void> => {
  const { realpath, rename, rm, stat } = await import('node:fs/promises')
  const { resolve } = await import('node:path')
  const file = await realpath(path).catch(() => resolve(path))
  const mode = await stat(file).then((old) => old.mode & 0o777, () => 0o666)
  // A folder that cannot be listed can still be written to.
  await clear(file).catch(() => undefined)
  const { name, handle } = await beside(file, mode)
  try {
    try {
      await handle.writeFile(bytes)
      await handle.sync()
    } finally {
      await handle.close()
    }
    await rename(name, file)
  } catch (error) {
    await rm(name, { force: true }).catch(() => undefined)
    throw error
  } finally {
    underWay.delete(name)
  }
  await syncFolder(file)
}
