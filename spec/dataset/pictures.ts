/** Bytes of PNG files, for tests; a word is one of IDX files, too. */
import { crc32 } from '../../src/dataset/png/crc.js'

/** 32 bits, the highest first. */
export const word = (n: number): readonly number[] => [n >>> 24, (n >>> 16) & 255, (n >>> 8) & 255, n & 255]

/** What every file begins with. */
export const begin = [137, 80, 78, 71, 13, 10, 26, 10]

export const chunk = (name: string, content: ArrayLike<number>): readonly number[] => {
  const body = Uint8Array.from([...Buffer.from(name), ...Array.from(content)])
  return [...word(content.length), ...body, ...word(crc32(body))]
}

/** A file of these chunks and the last one. */
export const png = (...chunks: readonly (readonly number[])[]): Uint8Array =>
  Uint8Array.from([...begin, ...chunks.flat(), ...chunk('IEND', [])])

/** The header of a picture in shades of grey, 8 bits each. */
export const grey = (width: number, height: number): readonly number[] => chunk('IHDR', [...word(width), ...word(height), 8, 0, 0, 0, 0])
