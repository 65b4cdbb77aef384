/** The chunks of a PNG file: each has a length, a name, content and a checksum. */
import * as E from 'fp-ts/lib/Either.js'
import { FileError } from '../place.js'
import { crc32 } from './crc.js'
import { forms, indexed, type Header } from './header.js'

/** The bytes that every PNG file begins with. */
export const signature: readonly number[] = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]

/** A chunk's name, the place of its content, and the content. */
export interface Chunk {
  readonly name: string
  readonly start: number
  readonly content: Uint8Array
}

/** What is wrong at a byte of a file. */
export type Wrong = (byte: number | undefined, expected: string, received: string) => E.Either<FileError, never>

export const wrongIn = (file: string): Wrong => (byte, expected, received) =>
  E.left(new FileError('png', file, { byte }, expected, received))

/** Whether an image can do without a chunk: its name says so. */
const isAncillary = (name: string): boolean => /^[a-z]/.test(name)

/** All chunks, up to the one that says that the image ends; damaged ones that the image can do without are left out. */
export const chunksOf = (bytes: Uint8Array, wrong: Wrong): E.Either<FileError, readonly Chunk[]> => {
  const odd = signature.findIndex((byte, i) => bytes[i] !== byte)
  const found = odd < bytes.length ? 'another byte' : 'the end of the file'
  if (odd >= 0) return wrong(odd, 'the 8 bytes that PNG files begin with', found)
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const chunks: Chunk[] = []
  for (let at = signature.length; ;) {
    const there = bytes.length - at
    const end = there === 0 ? 'the end of the file' : `${there}: the file is cut off`
    if (there < 12) return wrong(at, 'a chunk, of at least 12 bytes', end)
    const size = view.getUint32(at)
    const name = String.fromCharCode(...bytes.subarray(at + 4, at + 8))
    if (!/^[A-Za-z]{4}$/.test(name)) return wrong(at + 4, 'the name of a chunk', JSON.stringify(name))
    if (size > there - 12) return wrong(at, `${size} bytes of ${name} and its checksum`, `${there - 8}: the file is cut off`)
    const isWhole = view.getUint32(at + 8 + size) === crc32(bytes.subarray(at + 4, at + 8 + size))
    if (!isWhole && !isAncillary(name)) return wrong(at + 8 + size, `the checksum of ${name}`, 'another: the file is damaged')
    const isNeeded = name === 'tRNS' || !isAncillary(name)
    if (isWhole && isNeeded) chunks.push({ name, start: at + 8, content: bytes.subarray(at + 8, at + 8 + size) })
    if (name === 'IEND') return E.right(chunks)
    at += 12 + size
  }
}

/** What the first chunk says of the image. */
export const headerOf = ([chunk]: readonly Chunk[], wrong: Wrong, maxBytes: number): E.Either<FileError, Header> => {
  const { name, start, content } = chunk as Chunk
  if (name !== 'IHDR' || content.length !== 13) return wrong(start, 'the header IHDR of 13 bytes', `${name} of ${content.length}`)
  const view = new DataView(content.buffer, content.byteOffset, content.byteLength)
  const [width, height] = [view.getUint32(0), view.getUint32(4)]
  type Five = Uint8Array & readonly [number, number, number, number, number]
  const [depth, form, compression, filter, interlace] = content.subarray(8) as Five
  const size = `${width} × ${height}`
  if (width === 0 || height === 0) return wrong(start, 'at least 1 pixel', size)
  const known = forms[form]
  if (known === undefined || !known.depths.includes(depth))
    return wrong(start + 8, 'a form of pixels that PNG has', `form ${form} of ${depth} bits`)
  // Pixels have up to 4 samples, of 4 bytes each.
  const most = Math.floor(maxBytes / 4)
  if (width * height * 4 > most) return wrong(start, `at most ${most} samples`, `${size}, more than maxBytes allows`)
  if (compression !== 0 || filter !== 0 || interlace > 1)
    return wrong(start + 10, 'compression 0, filters 0 and interlace 0 or 1', `${compression}, ${filter} and ${interlace}`)
  return E.right({ width, height, depth, form, samples: known.samples, interlaced: interlace === 1 })
}

/** Chunks that an image needs, all but the palette known by name. */
const needed = ['IHDR', 'PLTE', 'IDAT', 'IEND']

/** What stands for colours in the file. */
export interface Colours {
  /** Red, green and blue of each place, where samples are places. */
  readonly palette: Uint8Array
  /** How opaque the places of a palette are, or the one colour that is not; empty where everything is. */
  readonly transparent: Uint8Array
}

const nothing = new Uint8Array(0)

export const coloursOf = (
  chunks: readonly Chunk[], { form, samples, depth }: Header, wrong: Wrong,
): E.Either<FileError, Colours> => {
  const unknown = chunks.find(({ name }) => !isAncillary(name) && !needed.includes(name))
  if (unknown !== undefined) return wrong(unknown.start - 4, 'chunks that this version of PNG has', unknown.name)
  const palette = chunks.find(({ name }) => name === 'PLTE')
  const transparent = chunks.find(({ name }) => name === 'tRNS')
  if (form === indexed) {
    if (palette === undefined) return wrong(undefined, 'a palette PLTE, whose places the samples are', 'none')
    const colours = palette.content.length / 3
    if (!Number.isInteger(colours) || colours === 0 || colours > 256)
      return wrong(palette.start, '3 bytes for each of 1 to 256 colours', String(palette.content.length))
    const opacities = transparent?.content.length ?? 0
    if (opacities > colours) return wrong((transparent as Chunk).start, `at most ${colours} opacities`, String(opacities))
  } else if (transparent !== undefined && (transparent.content.length !== 2 * samples || form > 2)) {
    const expected = `the one transparent colour of form ${form} of ${depth} bits`
    return wrong(transparent.start, expected, `${transparent.content.length} bytes`)
  }
  return E.right({ palette: palette?.content ?? nothing, transparent: transparent?.content ?? nothing })
}

/** A chunk as it stands in a file. */
export const encodedChunk = (name: string, content: Uint8Array): Uint8Array => {
  const bytes = new Uint8Array(12 + content.length)
  const view = new DataView(bytes.buffer)
  view.setUint32(0, content.length)
  for (let i = 0; i < 4; i++) bytes[4 + i] = name.charCodeAt(i)
  bytes.set(content, 8)
  view.setUint32(8 + content.length, crc32(bytes.subarray(4, 8 + content.length)))
  return bytes
}

/** The first chunk of an image of one form and depth of samples. */
export const encodedHeader = (width: number, height: number, depth: number, form: number): Uint8Array => {
  const content = new Uint8Array(13)
  const view = new DataView(content.buffer)
  view.setUint32(0, width)
  view.setUint32(4, height)
  content.set([depth, form], 8)
  return encodedChunk('IHDR', content)
}
