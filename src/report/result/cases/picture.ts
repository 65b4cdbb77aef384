/**
 * Pictures as PNG files in `data:` addresses. They are stored, not compressed: every engine makes the same bytes, and none has to
 * wait for them, as for those of `dataset.encodePng`.
 */
import { encodedChunk, encodedHeader, signature } from '../../../dataset/png/chunks.js'
import { joined } from '../../../io/joined.js'
import { fromBase64, toBase64 } from '../../../program/base64.js'
import type { Shown } from '../../../run/index.js'
import { heatPalette } from './heat.js'

export type Picture = Extract<Shown, { readonly kind: 'image' | 'spectrogram' }>

/** The checksum of zlib's streams (RFC 1950, section 8.2). */
const adler32 = (bytes: Uint8Array): number => {
  let [a, b] = [1, 0]
  for (const byte of bytes) {
    a = (a + byte) % 65521
    b = (b + a) % 65521
  }
  return ((b << 16) | a) >>> 0
}

const bigEndian = (x: number): Uint8Array => Uint8Array.of(x >>> 24, x >>> 16, x >>> 8, x)

/** A stored block is at most so long (RFC 1951, section 3.2.4). */
const longest = 65535

/** A stream of zlib in which nothing is compressed. */
const stored = (bytes: Uint8Array): Uint8Array => {
  const blocks = Array.from({ length: Math.max(1, Math.ceil(bytes.length / longest)) }, (_, i) => bytes.subarray(i * longest, (i + 1) * longest))
  return joined([
    Uint8Array.of(0x78, 0x01),
    ...blocks.flatMap((block, i) => {
      const [n, not] = [block.length, ~block.length & 0xffff]
      return [Uint8Array.of(Number(i === blocks.length - 1), n & 255, n >> 8, not & 255, not >> 8), block]
    }),
    bigEndian(adler32(bytes)),
  ])
}

interface Pixels {
  readonly height: number
  readonly width: number
  readonly channels: number
  readonly values: Uint8Array
}

/** Means of squares of so many pixels a side, those at the edges of what is there. */
const reduced = ({ height, width, channels, values }: Pixels, by: number): Pixels => {
  const [rows, columns] = [Math.ceil(height / by), Math.ceil(width / by)]
  const means = new Uint8Array(rows * columns * channels)
  for (let i = 0; i < means.length; i++) {
    const [row, column, c] = [Math.floor(i / channels / columns), Math.floor(i / channels) % columns, i % channels]
    let [sum, n] = [0, 0]
    for (let y = row * by; y < Math.min(height, (row + 1) * by); y++)
      for (let x = column * by; x < Math.min(width, (column + 1) * by); x++, n++) sum += values[(y * width + x) * channels + c] as number
    means[i] = Math.round(sum / n)
  }
  return { height: rows, width: columns, channels, values: means }
}

/** By how much the sides are divided, so that no more than so many bytes are left. */
const divisor = ({ height, width, channels }: Pixels, most: number): number => {
  let by = 1
  while (Math.ceil(height / by) * (1 + Math.ceil(width / by) * channels) > most && by < Math.max(height, width)) by++
  return by
}

/** The bytes of a file: grey, colors, or places in a palette. */
const file = ({ height, width, channels, values }: Pixels, palette: Uint8Array | undefined): Uint8Array => {
  const [stride, form] = [width * channels, palette !== undefined ? 3 : channels === 1 ? 0 : 2]
  // Each row stands behind the number of its filter: none.
  const rows = new Uint8Array(height * (1 + stride))
  for (let y = 0; y < height; y++) rows.set(values.subarray(y * stride, (y + 1) * stride), y * (1 + stride) + 1)
  return joined([
    Uint8Array.from(signature), encodedHeader(width, height, 8, form),
    ...(palette === undefined ? [] : [encodedChunk('PLTE', palette)]),
    encodedChunk('IDAT', stored(rows)), encodedChunk('IEND', new Uint8Array(0)),
  ])
}

/** What can be shown of a picture: its address and size, or why there is none. */
export type Drawn =
  | { readonly kind: 'drawn'; readonly address: string; readonly height: number; readonly width: number; readonly reducedBy: number }
  | { readonly kind: 'wrong'; readonly reason: string }

const isCount = (n: number): boolean => Number.isSafeInteger(n) && n >= 1

/** A picture of at most so many bytes: larger ones get smaller. */
export const drawn = ({ kind, height, width, channels, pixels }: Picture, most: number): Drawn => {
  const isShape = isCount(height) && isCount(width) && (channels === 1 || (channels === 3 && kind === 'image'))
  const wanted = `${kind === 'image' ? '1 or 3 channels' : '1 channel'} and at least 1 pixel`
  if (!isShape) return { kind: 'wrong', reason: `expected ${wanted}, received ${height} × ${width} × ${channels}` }
  const values = fromBase64(pixels)
  const expected = height * width * channels
  if (values.length !== expected) return { kind: 'wrong', reason: `expected ${expected} bytes of pixels, received ${values.length}` }
  const given = { height, width, channels, values }
  const reducedBy = divisor(given, most)
  const small = reducedBy === 1 ? given : reduced(given, reducedBy)
  const bytes = file(small, kind === 'spectrogram' ? heatPalette() : undefined)
  return { kind: 'drawn', address: `data:image/png;base64,${toBase64(bytes)}`, height: small.height, width: small.width, reducedBy }
}
