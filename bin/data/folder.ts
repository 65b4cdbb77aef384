/** Folders of images or sounds: a folder for each class, or files alone, whose class is not known. */
import { readdir, stat } from 'node:fs/promises'
import { basename, extname, join } from 'node:path'
import * as E from 'fp-ts/lib/Either.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { TenfoldError } from 'tenfold'
import { counted, named, quoted, some, wrong } from './table.js'

/** A file to learn from or to predict. */
export interface MediaFile {
  readonly path: string
  /** How it is called: its path inside the folder. */
  readonly name: string
  readonly class?: string
}

export interface Folder {
  readonly kind: 'images' | 'sounds'
  readonly folder: string
  /** The names of the folders, in order; none where files lie in no folder of a class. */
  readonly classes: readonly string[]
  readonly files: readonly MediaFile[]
  readonly notes: readonly string[]
}

const kinds: Readonly<Record<string, Folder['kind']>> = { '.png': 'images', '.wav': 'sounds', '.wave': 'sounds' }

/** Images and sounds in forms that are not read: leaving them out would leave out data. */
const unread = new Set([
  '.jpg', '.jpeg', '.gif', '.webp', '.bmp', '.tif', '.tiff', '.avif', '.heic',
  '.mp3', '.flac', '.ogg', '.m4a', '.aac', '.aif', '.aiff',
])

/** Folders that are parts of the data, not classes. */
const parts = new Set(['train', 'training', 'test', 'testing', 'val', 'valid', 'validation', 'dev', 'eval'])

/** Folders inside of a class, at most. */
const deepest = 8

export const kindOfFile = (name: string): Folder['kind'] | undefined => kinds[extname(name).toLowerCase()]

/** By their numbers, if all names are numbers, else by their letters. */
const inOrder = (names: readonly string[]): readonly string[] => {
  const areNumbers = names.every((name) => /^\d{1,15}$/.test(name))
  return [...names].sort((a, b) => (areNumbers && Number(a) !== Number(b) ? Number(a) - Number(b) : a < b ? -1 : a > b ? 1 : 0))
}

interface Found {
  readonly files: readonly string[]
  readonly folders: readonly string[]
}

/** What lies in a folder, links followed; hidden files and folders left out where they are no data anyhow. */
const contentOf = async (folder: string): Promise<Found> => {
  const all = await readdir(folder, { withFileTypes: true })
  const kindsOf = await Promise.all(all.map(async (entry) => {
    const found = entry.isSymbolicLink() ? await stat(join(folder, entry.name)).catch(() => entry) : entry
    return found.isDirectory() ? 'folder' : 'file'
  }))
  const of = (kind: string): readonly string[] => inOrder(all.flatMap(({ name }, i) => (kindsOf[i] === kind ? [name] : [])))
  return { files: of('file'), folders: of('folder') }
}

/** All files below a folder, by their paths in it. */
const filesBelow = async (folder: string, inside: string, depth = 0): Promise<readonly string[]> => {
  const { files, folders } = await contentOf(join(folder, inside))
  const below: (readonly string[])[] = []
  for (const name of folders)
    if (!name.startsWith('.') && depth < deepest) below.push(await filesBelow(folder, join(inside, name), depth + 1))
  return [...files.map((name) => join(inside, name)), ...below.flat()]
}

const refused = (folder: string, expected: string, received: string): E.Either<TenfoldError, never> =>
  E.left(wrong({ file: folder, counts: 'row' }, {}, expected, received))

const listing = async (folder: string): Promise<E.Either<TenfoldError, Folder>> => {
  const top = await contentOf(folder)
  const hidden = top.folders.filter((name) => name.startsWith('.'))
  const shown = top.folders.filter((name) => !name.startsWith('.'))
  const inFolders: MediaFile[] = []
  for (const name of shown)
    for (const file of await filesBelow(folder, name)) inFolders.push({ path: join(folder, file), name: file, class: name })
  const alone = top.files.map((name): MediaFile => ({ path: join(folder, name), name }))
  const all = [...inFolders, ...alone]
  const isData = ({ name }: MediaFile): boolean => !basename(name).startsWith('.') && kindOfFile(name) !== undefined
  const other = all.find(({ name }) => !basename(name).startsWith('.') && unread.has(extname(name).toLowerCase()))
  if (other !== undefined) return refused(folder, 'PNG images or WAV sounds', quoted(other.name))
  const files = all.filter(isData)
  const [first] = files
  if (first === undefined) {
    return refused(folder, 'PNG images or WAV sounds, in a folder for each class',
      all.length === 0 ? 'no files' : some(all.map(({ name }) => quoted(name)), 5))
  }
  const kind = kindOfFile(first.name) as Folder['kind']
  const mixed = files.find(({ name }) => kindOfFile(name) !== kind)
  if (mixed !== undefined) return refused(folder, 'images or sounds', `both: ${quoted(first.name)}, ${quoted(mixed.name)}`)
  const stray = files.find((file) => file.class === undefined)
  const isSorted = files.some((file) => file.class !== undefined)
  if (isSorted && stray !== undefined) return refused(folder, 'each file in a folder of its class', quoted(stray.name))
  const classes = shown.filter((name) => files.some((file) => file.class === name))
  if (classes.length > 0 && classes.every((name) => parts.has(name.toLowerCase()))) {
    const [train, test] = [true, false].map((is) => classes.find((name) => /^train/i.test(name) === is))
    const way = train === undefined || test === undefined ? 'name one of them'
      : `${join(folder, train)} with --test ${join(folder, test)} tells them apart`
    return refused(folder, 'a folder for each class', `folders of parts: ${classes.join(', ')}; ${way}`)
  }
  const ignored = [...all.filter((file) => !isData(file)).map(({ name }) => name), ...hidden]
  const empty = shown.filter((name) => !classes.includes(name))
  return E.right({
    kind, folder, classes: inOrder(classes), files,
    notes: [
      ...(ignored.length === 0 ? []
        : [`${some(ignored.map(named), 5)}: left out, no ${kind === 'images' ? 'PNG images' : 'WAV sounds'}`]),
      ...(empty.length === 0 || !isSorted ? []
        : [`${some(empty.map(named))}: left out, ${empty.length === 1 ? 'a folder' : 'folders'} without ${kind}`]),
    ],
  })
}

/** The images or sounds of a folder; nothing of them is read yet. */
export const listFolder = (folder: string): TE.TaskEither<TenfoldError, Folder> => async () => {
  try {
    return await listing(folder)
  } catch (error) {
    return refused(folder, 'a folder that can be read', error instanceof Error ? error.message : String(error))
  }
}

/** A single image or sound, whose class is not known. */
export const singleFile = (path: string): Folder => ({
  kind: kindOfFile(path) as Folder['kind'], folder: path, classes: [], files: [{ path, name: basename(path) }], notes: [],
})

/** How many files each class has: `cat (20), dog (31)`. */
export const classCounts = ({ classes, files }: Folder): string => {
  const times = new Map<string, number>()
  for (const file of files) if (file.class !== undefined) times.set(file.class, (times.get(file.class) ?? 0) + 1)
  return some(classes.map((name) => `${named(name)} (${(times.get(name) ?? 0).toLocaleString('en-US')})`), 12)
}

/** The classes of a folder to learn from: there are two or more, each of several files. */
export const expectClasses = (folder: Folder): E.Either<TenfoldError, Folder> => {
  const { classes, files } = folder
  if (classes.length === 0)
    return refused(folder.folder, 'a folder for each class', counted(files.length, 'file in none', 'files in none'))
  return classes.length === 1 ? refused(folder.folder, 'at least 2 classes, a folder each', quoted(classes[0] as string))
    : files.length < 10 ? refused(folder.folder, 'at least 10 files', String(files.length))
    : E.right(folder)
}
