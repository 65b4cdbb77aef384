/**
 * Files with holes, of which an archive has only what is not a hole: GNU's own form (kind `S`), and the three versions that pax
 * records have of it.
 */
import { block, numberOf, text } from './tarHeader.js'

/** What is written of a file, where it belongs, and how long the file is. */
export interface Sparse {
  readonly parts: readonly (readonly [start: number, length: number])[]
  readonly size: number
  /** The bytes of the parts, one after another. */
  readonly content: Uint8Array
}

const pairs = (numbers: readonly number[]): Sparse['parts'] =>
  numbers.flatMap((start, i) => (i % 2 === 0 ? [[start, numbers[i + 1] ?? NaN] as const] : []))

/** Places in a header, or a block that goes on: 24 bytes each, up to one that is empty. */
const placesIn = (bytes: Uint8Array, count: number): readonly number[] => {
  const numbers: number[] = []
  for (let at = 0; at < 24 * count && bytes[at] !== 0; at += 12) numbers.push(numberOf(bytes.subarray(at, at + 12)) ?? NaN)
  return numbers
}

/** The file of a header of kind `S`, and how many bytes of places stand between header and content. */
export const gnuSparse = (header: Uint8Array, after: Uint8Array): Omit<Sparse, 'content'> & { readonly blocks: number } => {
  const numbers = [...placesIn(header.subarray(386), 4)]
  let blocks = 0
  for (let goesOn = header[482] === 1; goesOn; goesOn = after[block * blocks - 8] === 1) {
    for (const number of placesIn(after.subarray(block * blocks), 21)) numbers.push(number)
    blocks++
  }
  return { parts: pairs(numbers), size: numberOf(header.subarray(483, 495)) ?? NaN, blocks }
}

/** Decimal numbers in lines at the begin of the content: how many parts, then each one's place and length. */
const linesIn = (content: Uint8Array): readonly [numbers: readonly number[], end: number] => {
  const numbers: number[] = []
  let at = 0
  for (let count = 1; numbers.length < count;) {
    const end = content.indexOf(0x0a, at)
    const number = end < 0 || end - at > 16 ? NaN : Number(text(content.subarray(at, end)))
    if (!Number.isSafeInteger(number) || number < 0) return [[NaN], at]
    if (numbers.length === 0) count = 1 + 2 * number
    numbers.push(number)
    at = end + 1
  }
  return [numbers.slice(1), Math.ceil(at / block) * block]
}

/** The file that records of pax say has holes; nothing where they say none. */
export const paxSparse = (records: readonly (readonly [key: string, value: string])[], content: Uint8Array): Sparse | undefined => {
  const said = (key: string): string | undefined => records.findLast(([name]) => name === `GNU.sparse.${key}`)?.[1]
  const size = Number(said('realsize') ?? said('size'))
  if (said('major') === '1') {
    const [numbers, end] = linesIn(content)
    return { parts: pairs(numbers), size, content: content.subarray(end) }
  }
  const map = said('map')
  if (map !== undefined) return { parts: pairs(map.split(',').map(Number)), size, content }
  const each = records.filter(([name]) => name === 'GNU.sparse.offset' || name === 'GNU.sparse.numbytes')
  return said('size') === undefined ? undefined : { parts: pairs(each.map(([, value]) => Number(value))), size, content }
}

/** The bytes of the whole file, zeros in its holes; nothing where the parts don't fit. */
export const filled = ({ parts, size, content }: Sparse): Uint8Array | undefined => {
  let [before, taken] = [0, 0]
  for (const [start, length] of parts) {
    if (!(start >= before && length >= 0 && start + length <= size)) return undefined
    before = start + length
    taken += length
  }
  if (!Number.isSafeInteger(size) || size < 0 || taken > content.length) return undefined
  const whole = new Uint8Array(size)
  let at = 0
  for (const [start, length] of parts) {
    whole.set(content.subarray(at, at + length), start)
    at += length
  }
  return whole
}
