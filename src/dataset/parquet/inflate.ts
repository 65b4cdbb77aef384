/** How pages are compressed. */
import * as E from 'fp-ts/lib/Either.js'
import { inflated } from '../gzip.js'
import { damaged } from './damage.js'
import { inflateSnappy } from './snappy.js'

/** By their numbers. */
const codecs = ['UNCOMPRESSED', 'SNAPPY', 'GZIP', 'LZO', 'BROTLI', 'LZ4', 'ZSTD', 'LZ4_RAW'] as const

/** What inflates pages, by the name of how they are compressed: it is given how many bytes they become. */
export type Compressors = {
  readonly [K in (typeof codecs)[number]]?: (input: Uint8Array, outputLength: number) => Uint8Array | Promise<Uint8Array>
}

const inflateGzip = async (bytes: Uint8Array, length: number): Promise<Uint8Array> => {
  const result = await inflated(bytes, {
    form: 'gzip', expected: length, most: length, over: () => 'more', broken: () => 'a damaged stream',
  })
  return E.isLeft(result) ? damaged(`${length} bytes in gzip`, result.left) : result.right
}

const inflateAny = (
  bytes: Uint8Array, length: number, codec: number, compressors: Compressors,
): Uint8Array | Promise<Uint8Array> => {
  const name = codecs[codec] ?? damaged('a known compression', codec)
  const given = compressors[name]
  return name === 'UNCOMPRESSED' ? bytes
    : given !== undefined ? given(bytes, length)
    : name === 'SNAPPY' ? inflateSnappy(bytes, length)
    : name === 'GZIP' ? inflateGzip(bytes, length)
    : damaged('pages that are uncompressed, in Snappy or in gzip (others need the option compressors)', name)
}

/** The `length` bytes that a page becomes. */
export const inflate = async (
  bytes: Uint8Array, length: number, codec: number, compressors: Compressors,
): Promise<Uint8Array> => {
  const made = await inflateAny(bytes, length, codec, compressors)
  return made.length === length ? made : damaged(`${length} inflated bytes`, made.length)
}
