/**
 * Archives of files: tar (POSIX ustar, with the long names, long sizes and holes of pax and GNU), compressed by gzip or not.
 * What is a link, a folder or a device is left out. Bytes come from outside, so every way in which they can be wrong is a `Left`.
 */
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import type { TenfoldError } from '../shape/error.js'
import { expectBytes } from './bytes.js'
import { readBytes } from './file.js'
import { gunzip } from './gzip.js'
import { boundOf, tooLarge, type Limits } from './limit.js'
import { FileError } from './place.js'
import { block, headerOf, records, textOf } from './tarHeader.js'
import { filled, gnuSparse, paxSparse, type Sparse } from './tarSparse.js'

/** A file of an archive. */
export interface Entry {
  readonly name: string
  readonly bytes: Uint8Array
}

/** How an archive is read. */
export interface TarOptions extends Limits {
  /**
   * Whether names may lead out of the folder that the archive is unpacked into: absolute ones, and those with `..`. By default
   * they are an error.
   */
  readonly unsafeNames?: boolean
}

const known = { maxBytes: true, unsafeNames: true }

/** Whether a name stays below the folder that it is put into, on any system: Windows has drives, and `\\` between folders. */
const isSafe = (name: string): boolean =>
  name !== '' && !/^[/\\]|^[A-Za-z]:|\0/.test(name) && !name.split(/[/\\]/).includes('..')

const isFile = (kind: string): boolean => kind === '0' || kind === '\0' || kind === '7' || kind === 'S'

/** What headers before that of a file say of it. */
interface Ahead {
  readonly name?: string
  readonly records: readonly (readonly [key: string, value: string])[]
}

const nothing: Ahead = { records: [] }
const last = ({ records }: Ahead, ...keys: readonly string[]): string | undefined =>
  records.findLast(([key]) => keys.includes(key))?.[1]

/**
 * The files of an archive in order. One that is damaged or cut off is a `Left` that names the byte.
 *
 * @example
 * parseTar('a.tar')(new Uint8Array(100)) // Left: tar: a.tar, byte 0: expected a header of 512 bytes, received 100
 */
export const parseTar = (file: string, options: TarOptions = {}) => {
  const maxBytes = boundOf('tar', options, known)
  return (given: Uint8Array): E.Either<FileError, readonly Entry[]> =>
    pipe(expectBytes('tar', file, given), E.chain((bytes) => parsed(file, bytes, maxBytes, options.unsafeNames === true)))
}

const parsed = (
  file: string, bytes: Uint8Array, maxBytes: number, anyName: boolean,
): E.Either<FileError, readonly Entry[]> => {
  const wrong = (byte: number, expected: string, received: string, entry?: string): E.Either<FileError, never> =>
    E.left(new FileError('tar', file, { entry, byte }, expected, received))
  const entries: Entry[] = []
  let ahead = nothing
  let holes = 0
  for (let at = 0; at < bytes.length;) {
    const begin = bytes.subarray(at, at + block)
    if (begin.length < block) return wrong(at, `a header of ${block} bytes`, String(begin.length))
    // Blocks of zeros are the end.
    if (begin.every((byte) => byte === 0)) return E.right(entries)
    const header = headerOf(begin)
    if (header === undefined) return wrong(at, 'the header of a file, with its checksum', 'another block')
    const { kind } = header
    const name = last(ahead, 'GNU.sparse.name', 'path') ?? ahead.name ?? header.name
    const size = isFile(kind) ? Number(last(ahead, 'size') ?? header.size) : header.size
    const old = kind === 'S' ? gnuSparse(begin, bytes.subarray(at + block)) : undefined
    const start = at + block * (1 + (old?.blocks ?? 0))
    const content = bytes.subarray(start, start + size)
    if (!(content.length === size)) return wrong(start, `${size} bytes`, `${content.length}: the file is cut off`, name)
    if (kind === 'x') {
      const said = records(content)
      if (said === undefined) return wrong(start, 'records of pax, each as long as it says', 'other bytes', name)
      ahead = { ...ahead, records: said }
    } else if (kind === 'L') {
      ahead = { ...ahead, name: textOf(content) }
    } else if (kind !== 'K' && kind !== 'g') {
      if (isFile(kind) && !name.endsWith('/')) {
        if (!anyName && !isSafe(name))
          return wrong(at, 'a name that stays inside of the folder (unsafeNames)', JSON.stringify(name), name)
        const sparse: Sparse | undefined = old === undefined ? paxSparse(ahead.records, content) : { ...old, content }
        holes += sparse === undefined ? 0 : sparse.size
        if (holes > 0 && bytes.length + holes > maxBytes)
          return E.left(tooLarge('tar', file, { entry: name, byte: at }, maxBytes, `${bytes.length + holes}, holes included`))
        const whole = sparse === undefined ? content : filled(sparse)
        if (whole === undefined) return wrong(at, 'a file with holes whose parts fit', 'parts that do not', name)
        entries.push({ name, bytes: whole })
      }
      ahead = nothing
    }
    at = start + Math.ceil(size / block) * block
  }
  return entries.length > 0 ? E.right(entries) : wrong(0, 'an archive', 'an empty file')
}

/**
 * The files of an archive, `.tar` or `.tar.gz`, as by `parseTar`; one that cannot be read is a `Left`, too.
 *
 * @example
 * await readTar('no.tar.gz')() // Left: tar: no.tar.gz: expected a file that can be read, received no such file
 */
export const readTar = (file: string, options: TarOptions = {}): TE.TaskEither<TenfoldError, readonly Entry[]> => {
  const maxBytes = boundOf('tar', options, known)
  return pipe(
    readBytes('tar', file, maxBytes),
    TE.chain(gunzip('tar', file, maxBytes)),
    TE.chainEitherKW(parseTar(file, options)),
  )
}
