/**
 * Archives of files: tar (POSIX ustar, with the long names of pax and GNU), compressed by gzip or not. What is a link, a
 * folder or a device is left out. Bytes come from outside, so every way in which they can be wrong is a `Left`.
 */
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import type { TenfoldError } from '../shape/error.js'
import { fromUtf8 } from '../shape/utf8.js'
import { readBytes } from './file.js'
import { gunzip } from './gzip.js'
import { FileError } from './place.js'

/** A file of an archive. */
export interface Entry {
  readonly name: string
  readonly bytes: Uint8Array
}

/** Headers and contents are rows of blocks. */
const block = 512

/** Text up to the first zero. */
const textOf = (bytes: Uint8Array): string => {
  const end = bytes.indexOf(0)
  return fromUtf8(end < 0 ? bytes : bytes.subarray(0, end))
}

/** A number in octal digits. */
const octal = (bytes: Uint8Array): number | undefined => {
  const text = textOf(bytes).trim()
  return /^[0-7]+$/.test(text) ? parseInt(text, 8) : undefined
}

/** The sum of a header's bytes, those of the sum itself counted as spaces. */
const checksum = (header: Uint8Array): number =>
  header.reduce((sum, byte, i) => sum + (i >= 148 && i < 156 ? 32 : byte), 0)

/** The name in pax records: `length path=name\n`. */
const paxName = (bytes: Uint8Array): string | undefined =>
  /(?:^|\n)\d+ path=([^\n]*)\n/.exec(fromUtf8(bytes))?.[1]

/** What a header says. */
interface Header {
  readonly name: string
  readonly size: number
  readonly kind: string
}

const headerOf = (header: Uint8Array): Header | undefined => {
  const size = octal(header.subarray(124, 136))
  if (size === undefined || octal(header.subarray(148, 156)) !== checksum(header)) return undefined
  const isUstar = textOf(header.subarray(257, 262)) === 'ustar' && header[262] === 0
  const folder = isUstar ? textOf(header.subarray(345, 500)) : ''
  const name = textOf(header.subarray(0, 100))
  return { name: folder === '' ? name : `${folder}/${name}`, size, kind: String.fromCharCode(header[156] as number) }
}

const isFile = (kind: string): boolean => kind === '0' || kind === '\0' || kind === '7'

/**
 * The files of an archive in order. One that is damaged or cut off is a `Left` that names the byte.
 *
 * @example
 * parseTar('a.tar')(new Uint8Array(100)) // Left: tar: a.tar, byte 0: expected a header of 512 bytes, received 100
 */
export const parseTar = (file: string) => (bytes: Uint8Array): E.Either<FileError, readonly Entry[]> => {
  const wrong = (byte: number, expected: string, received: string, entry?: string): E.Either<FileError, never> =>
    E.left(new FileError('tar', file, { entry, byte }, expected, received))
  const entries: Entry[] = []
  let longName: string | undefined
  for (let at = 0; at < bytes.length;) {
    const begin = bytes.subarray(at, at + block)
    if (begin.length < block) return wrong(at, `a header of ${block} bytes`, String(begin.length))
    // Blocks of zeros are the end.
    if (begin.every((byte) => byte === 0)) return E.right(entries)
    const header = headerOf(begin)
    if (header === undefined) return wrong(at, 'the header of a file, with its checksum', 'another block')
    const [{ kind, size }, start] = [header, at + block]
    const content = bytes.subarray(start, start + size)
    const name = longName ?? header.name
    if (content.length < size) return wrong(start, `${size} bytes`, `${content.length}: the file is cut off`, name)
    longName = kind === 'x' ? paxName(content) : kind === 'L' ? textOf(content) : undefined
    if (isFile(kind) && !name.endsWith('/')) entries.push({ name, bytes: content })
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
export const readTar = (file: string): TE.TaskEither<TenfoldError, readonly Entry[]> =>
  pipe(readBytes('tar', file), TE.chain(gunzip('tar', file)), TE.chainEitherKW(parseTar(file)))
