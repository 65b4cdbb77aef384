/** The cells of one column, page by page, through all groups of rows: no more than a page and its dictionary are in memory. */
import type { Decoding, Dictionary } from './cells.js'
import { cursor, damaged, Ended } from './damage.js'
import type { Chunk, Column } from './footer.js'
import type { Compressors } from './inflate.js'
import { checkPage, countOf, dictionaryOf, kindOf, pageHeader, pageOf, type Page, type PageHeader } from './page.js'
import { read } from './thrift.js'

/** Bytes of a file, asked for when they are needed. */
export interface Source {
  readonly byteLength: number
  readonly bytes: (start: number, end: number) => Promise<Uint8Array>
}

/** How much memory is taken, against a bound. */
export interface Meter {
  /** Throws if it would be too much. */
  readonly take: (bytes: number, column?: string) => void
  readonly give: (bytes: number) => void
}

/** A column of a file, and how its pages are read. */
export interface Reading {
  readonly source: Source
  readonly column: Column
  readonly chunks: readonly Chunk[]
  readonly compressors: Compressors
  readonly meter: Meter
  /** Whether values outlive the dictionary that they are of. */
  readonly keep: boolean
}

/** Small pages and their headers are read together. */
export const windowBytes = 65536
/** Headers hold the least and the greatest value of a page, which may be long. */
const longestHeader = 16777216

/** The same bytes through a window, so that a file is not opened for each header. */
export const windowed = ({ byteLength, bytes }: Source): Source => {
  let from = 0
  let held: Uint8Array = new Uint8Array(0)
  return {
    byteLength,
    bytes: async (start, end) => {
      if (start < from || end > from + held.length) {
        held = await bytes(start, Math.min(byteLength, Math.max(end, start + windowBytes)))
        from = start
      }
      return held.subarray(start - from, end - from)
    },
  }
}

const headerAt = async (source: Source, at: number, end: number): Promise<readonly [header: PageHeader, length: number]> => {
  for (let length = 4096; ; length *= 8) {
    const stop = Math.min(end, at + length)
    const c = cursor(await source.bytes(at, stop))
    try {
      return [read(c, pageHeader), c.at]
    } catch (error) {
      if (!(error instanceof Ended) || stop === end || length > longestHeader) throw error
    }
  }
}

/** The pages of one group of rows. */
async function* pagesOf({ source, column, compressors, meter, keep }: Reading, chunk: Chunk): AsyncGenerator<Page> {
  let { start: at, end } = chunk
  let rows = 0
  let dictionary: Dictionary | undefined
  let ofDictionary = 0
  while (at < end && (rows < chunk.rows || at < chunk.end)) {
    const [header, length] = await headerAt(source, at, end)
    const stop = at + length + header.compressed
    const kind = kindOf(header)
    const count = kind === 'index' ? 0 : countOf(header)
    // Some older writers leave the dictionary's header out of the sum.
    if (kind === 'dictionary') end = Math.min(source.byteLength, end + length)
    if (stop > end) damaged(`a page of at most ${end - at - length} bytes`, header.compressed)
    if (kind === 'cells' && count > chunk.rows - rows) damaged(`at most ${chunk.rows - rows} more cells in its group`, count)
    let taken = 0
    const reserve = (bytes: number): void => {
      meter.take(bytes, column.name)
      taken += bytes
    }
    reserve(header.compressed + header.uncompressed + 16 * count)
    const bytes = await source.bytes(at + length, stop)
    checkPage(header, bytes)
    const decoding: Decoding = { column, codec: chunk.codec, compressors, dictionary, reserve }
    if (kind === 'cells') {
      yield await pageOf(header, bytes, decoding)
      rows += count
    } else if (kind === 'dictionary') {
      if (dictionary !== undefined || rows > 0) damaged('one dictionary, before the cells', 'another one')
      // Its values are decoded once, and then kept.
      reserve(header.uncompressed + 32 * count)
      dictionary = await dictionaryOf(header, bytes, decoding)
      ofDictionary = taken
      taken = 0
    }
    meter.give(taken)
    at = stop
  }
  if (rows !== chunk.rows) damaged(`${chunk.rows} cells, as many as its group has rows`, rows)
  if (!keep) meter.give(ofDictionary)
}

/** All pages of a column. */
export async function* columnPages(reading: Reading): AsyncGenerator<Page> {
  for (const chunk of reading.chunks) if (chunk.rows > 0) yield* pagesOf(reading, chunk)
}
