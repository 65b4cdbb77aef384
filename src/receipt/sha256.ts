/**
 * SHA-256 (FIPS 180-4) of a sequence of chunks: `sha256(chunks)` is the hash of their concatenation, which is never made.
 *
 * @example
 * sha256([new TextEncoder().encode('abc')]) // 'ba7816bf8f01cfea…f20015ad'
 */
import type { Hash } from '../io/hash.js'
import { compress } from './block.js'

const primes = (below: number): readonly number[] =>
  Array.from({ length: below - 2 }, (_, i) => i + 2).filter((n, _, all) => all.every((d) => d >= n || n % d !== 0))

/** ⌊x⌋ of the x ≥ 0 whose `power` is n, bit by bit: the highest that fit stay. */
const root = (power: (x: bigint) => bigint, n: bigint): bigint => {
  let x = 0n
  for (let bit = 1n << 40n; bit > 0n; bit >>= 1n) if (power(x + bit) <= n) x += bit
  return x
}

/** The first 32 bits of the fractional parts of the roots of primes: of √p = √(p·2⁶⁴)/2³², and ∛p = ∛(p·2⁹⁶)/2³². */
const fractions = (below: number, shift: bigint, power: (x: bigint) => bigint): Int32Array =>
  Int32Array.from(primes(below), (p) => Number(BigInt.asIntN(32, root(power, BigInt(p) << shift))))

/** Made of the square roots of the first 8 primes (section 5.3.3) and the cube roots of the first 64 (section 4.2.2). */
interface Tables {
  readonly beginning: Int32Array
  readonly constants: Int32Array
}
let tables: Tables | undefined
const made = (): Tables => ({ beginning: fractions(20, 64n, (x) => x * x), constants: fractions(312, 96n, (x) => x * x * x) })

/** A 1 bit, zeros up to 8 bytes before the end of a block, then the length in bits, big-endian (section 5.1.1). */
const padding = (length: number): Uint8Array => {
  const partial = length % 64
  const bytes = new Uint8Array((partial < 56 ? 64 : 128) - partial)
  bytes[0] = 0x80
  const end = new DataView(bytes.buffer, bytes.length - 8)
  end.setUint32(0, Math.floor(length / 0x20000000))
  end.setUint32(4, length << 3)
  return bytes
}

/** The hash of nothing, to be added to. */
export const begin = (): Hash => {
  const { beginning, constants } = (tables ??= made())
  const hash = beginning.slice()
  const partial = new Uint8Array(64)
  const partialBlock = new DataView(partial.buffer)
  let length = 0

  const add = (bytes: Uint8Array): void => {
    const filled = length % 64
    length += bytes.length
    if (filled + bytes.length < 64) return partial.set(bytes, filled)
    let at = filled === 0 ? 0 : 64 - filled
    if (at > 0) {
      partial.set(bytes.subarray(0, at), filled)
      compress(hash, constants, partialBlock, 0)
    }
    const blocks = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    for (; at + 64 <= bytes.length; at += 64) compress(hash, constants, blocks, at)
    partial.set(bytes.subarray(at))
  }

  const digits = (): string => {
    const last = hash.slice()
    const end = Uint8Array.of(...partial.subarray(0, length % 64), ...padding(length))
    for (let at = 0; at < end.length; at += 64) compress(last, constants, new DataView(end.buffer), at)
    return Array.from(last, (word) => (word >>> 0).toString(16).padStart(8, '0')).join('')
  }

  return { add, digits }
}

/** The hash of the chunks one after another, as 64 hexadecimal digits in lower case. */
export const sha256 = (chunks: Iterable<Uint8Array>): string => {
  const hash = begin()
  for (const chunk of chunks) hash.add(chunk)
  return hash.digits()
}
