/** Folders that are written atomically: filled under a temporary name, then renamed. */
import { clear, nextNumber, temporaryName, writer } from './beside.js'
import { inTime } from './effect.js'
import { codeOf } from './reason.js'
import { systemInTime } from './system.js'

/** Whether there is an empty folder; anything else there is an error. */
const expectFree = async (path: string): Promise<boolean> => {
  const { readdir, stat } = await import('node:fs/promises')
  const found = await stat(path).catch((error: unknown) => { if (codeOf(error) === 'ENOENT') return undefined; throw error })
  if (found === undefined) return false
  if (!found.isDirectory()) throw new Error('a file')
  if ((await readdir(path)).length > 0) throw new Error('a folder that is not empty')
  return true
}

/**
 * Makes a folder of the files that `fill` writes into the temporary folder that it is given. On any error, which rejects, nothing
 * is left. There may be an empty folder before; anything else is refused, and the folder around it has to exist. Temporary
 * folders that a killed process has left are removed.
 */
export const writeFolder = async <A>(path: string, fill: (folder: string) => Promise<A>): Promise<A> => {
  const [{ mkdir, open, realpath, rename, rm, rmdir, stat }, { basename, dirname, join, resolve }, system] =
    await Promise.all([import('node:fs/promises'), import('node:path'), systemInTime()])
  const isThere = await expectFree(path)
  const target = isThere ? await realpath(path) : resolve(path)
  const temporary = join(dirname(target), temporaryName(basename(target), await inTime(writer(system)), nextNumber()))
  await mkdir(temporary)
  try {
    const remove = (name: string): Promise<void> => rm(name, { recursive: true, force: true })
    // A folder that cannot be listed can still be written to.
    await inTime(clear({ ...system, remove }, target, (await stat(temporary)).mtimeMs)).catch(() => {})
    const made = await fill(temporary)
    // Without a folder in the way, renaming is the same on all systems; files that another process has put there prevent it.
    if (await expectFree(target)) await rmdir(target)
    await rename(temporary, target)
    // Makes the new entry last; systems that cannot open folders do it by themselves.
    const around = await open(dirname(target)).catch(() => undefined)
    await around?.sync().catch(() => {})
    await around?.close()
    return made
  } catch (error) {
    await rm(temporary, { recursive: true, force: true }).catch(() => {})
    throw error
  }
}
