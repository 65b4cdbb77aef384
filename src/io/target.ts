/**
 * Where a path to be written leads. Links are followed one by one, and each is looked at before: in a folder that others may
 * write to, only those of this user and of the folder's owner, as Linux has it (`protected_symlinks`).
 */
import { attempt, result, type Effect } from './effect.js'
import { codeOf } from './reason.js'
import type { Stats, System } from './system.js'

/** A file, behind all links, and what is there. */
export interface Target {
  readonly file: string
  readonly old: Stats | undefined
}

/** As many links in one path as Linux follows. */
const mostLinks = 40

/** Bits of a mode: who may write, and whether only owners may replace what lies in a folder. */
const [ownerWrites, othersWrite, anyoneWrites, sticky] = [0o200, 0o022, 0o002, 0o1000]

/** What is there, or undefined where nothing is. */
const existing = (found: () => Stats | Promise<Stats>): Effect<Stats | undefined> => attempt(
  () => result(found()), (error) => { if (codeOf(error) === 'ENOENT') return undefined; throw error })

/** Whether somebody else than this user and the folder's owner has put something there. */
const isForeign = (it: Stats, folder: Stats, me: number): boolean => it.uid !== me && it.uid !== folder.uid

function* followed({ lstat, path: paths, process: { cwd }, readlink, stat }: System, path: string, me: number | undefined): Effect<string> {
  const { dirname, join, parse, resolve, sep } = paths
  const namesOf = (text: string): readonly string[] => text.split(sep === '\\' ? /[\\/]/ : sep).toReversed()
  const start = parse(path).root
  let at = start === '' ? cwd() : resolve(start)
  let links = 0
  const ahead = [...namesOf(path.slice(start.length))]
  for (let name = ahead.pop(); name !== undefined; name = ahead.pop()) {
    const here = name === '..' ? dirname(at) : join(at, name)
    const found = yield* existing(() => lstat(here))
    if (!found?.isSymbolicLink()) {
      at = here
      continue
    }
    const folder = yield* result(stat(at))
    if ((folder.mode & othersWrite) !== 0 && me !== undefined && isForeign(found, folder, me)) {
      throw new Error(`${here}, a link of another user in a folder that others may write to`)
    }
    if (++links > mostLinks) throw new Error('links that lead in a circle')
    const leads = yield* result(readlink(here))
    const { root } = parse(leads)
    if (root !== '') at = resolve(root)
    ahead.push(...namesOf(leads.slice(root.length)))
  }
  return at
}

const kindOf = (it: Stats): string =>
  it.isDirectory() ? 'a folder' : it.isFIFO() ? 'a FIFO' : it.isSocket() ? 'a socket'
  : it.isBlockDevice() || it.isCharacterDevice() ? 'a device' : 'no regular file'

/** What keeps a regular file from being replaced. */
const obstacle = (old: Stats, folder: Stats, me: number | undefined): string | undefined => {
  if ((old.mode & ownerWrites) === 0) return 'a read-only file'
  if (me === undefined || (folder.mode & sticky) === 0) return undefined
  // As Linux has it, too (`protected_regular`): who has put a file there first would keep it, with the state in it.
  if ((folder.mode & anyoneWrites) !== 0 && isForeign(old, folder, me)) {
    return 'a file of another user in a folder that anyone may write to'
  }
  return me !== 0 && old.uid !== me && folder.uid !== me ? 'no permission to write it' : undefined
}

/** Refuses what is there and no regular file. */
export const expectRegular = (it: Stats): void => {
  if (!it.isFile()) throw new Error(kindOf(it))
}

/** Where a path leads; an error where no file can be put, or one is that may not be replaced. */
export function* targetOf(system: System, path: string): Effect<Target> {
  const { access, constants, lstat, path: { dirname }, process, stat } = system
  const me = process.geteuid?.()
  const file = yield* followed(system, path, me)
  const old = yield* existing(() => lstat(file))
  // What the system finds behind links that are no paths, such as those of open files in /proc.
  const seen = old ?? (yield* existing(() => stat(path)))
  if (seen === undefined) return { file, old }
  expectRegular(seen)
  if (old === undefined) throw new Error('a link to a file that has no name')
  const refused = obstacle(old, yield* result(stat(dirname(file))), me)
  if (refused !== undefined) throw new Error(refused)
  yield* result(access(file, constants.W_OK))
  return { file, old }
}
