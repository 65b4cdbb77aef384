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

/** A new file beside `file`, for this process alone. */
const beside = async (file: string, mode: number): Promise<{ readonly name: string; readonly handle: FileHandle }> => {
  const { open } = await import('node:fs/promises')
  const { pid } = await import('node:process')
  for (;;) {
    const name = `${file}.${pid}-${files++}.tmp`
    try {
      return { name, handle: await open(name, 'wx', mode) }
    } catch (error) {
      // A process of the same number that ended early left one behind: the next number is free.
      if ((error as { readonly code?: unknown }).code !== 'EEXIST') throw error
    }
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
  const file = await realpath(path).catch(() => path)
  const mode = await stat(file).then((old) => old.mode & 0o777, () => 0o666)
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
  }
  await syncFolder(file)
}
