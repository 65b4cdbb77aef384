/**
 * SHA-256 (FIPS 180-4) of a sequence of chunks: `sha256(chunks)` is the hash of their concatenation, which is never made.
 *
 * @example
 * sha256([new TextEncoder().encode('abc')]) // 'ba7816bf8f01cfea…f20015ad'
 */

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

/** Takes in one block of 64 bytes (section 6.2.2). `words` is scratch for the message schedule. */
const compress = (hash: Int32Array, constants: Int32Array, words: Int32Array, block: DataView, at: number): void => {
  for (let t = 0; t < 16; t++) words[t] = block.getInt32(at + 4 * t)
  for (let t = 16; t < 64; t++) {
    const x = words[t - 15] as number
    const y = words[t - 2] as number
    const s0 = ((x >>> 7) | (x << 25)) ^ ((x >>> 18) | (x << 14)) ^ (x >>> 3)
    const s1 = ((y >>> 17) | (y << 15)) ^ ((y >>> 19) | (y << 13)) ^ (y >>> 10)
    words[t] = (words[t - 16] as number) + s0 + (words[t - 7] as number) + s1
  }
  let a = hash[0] as number
  let b = hash[1] as number
  let c = hash[2] as number
  let d = hash[3] as number
  let e = hash[4] as number
  let f = hash[5] as number
  let g = hash[6] as number
  let h = hash[7] as number
  // Ch and Maj of section 4.1.2 in fewer operations: e picks f or g, and two of a, b, c decide.
  for (let t = 0; t < 64; t++) {
    const S1 = ((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7))
    const t1 = (h + S1 + (g ^ (e & (f ^ g))) + (constants[t] as number) + (words[t] as number)) | 0
    const S0 = ((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10))
    const t2 = (S0 + ((a & b) | (c & (a | b)))) | 0
    h = g
    g = f
    f = e
    e = (d + t1) | 0
    d = c
    c = b
    b = a
    a = (t1 + t2) | 0
  }
  hash[0] = (hash[0] as number) + a
  hash[1] = (hash[1] as number) + b
  hash[2] = (hash[2] as number) + c
  hash[3] = (hash[3] as number) + d
  hash[4] = (hash[4] as number) + e
  hash[5] = (hash[5] as number) + f
  hash[6] = (hash[6] as number) + g
  hash[7] = (hash[7] as number) + h
}

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

/** The hash of the chunks one after another, as 64 hexadecimal digits in lower case. */
export const sha256 = (chunks: Iterable<Uint8Array>): string => {
  const { beginning, constants } = (tables ??= made())
  const hash = beginning.slice()
  const words = new Int32Array(64)
  const partial = new Uint8Array(64)
  const partialBlock = new DataView(partial.buffer)
  let length = 0

  const absorb = (bytes: Uint8Array): void => {
    const filled = length % 64
    length += bytes.length
    if (filled + bytes.length < 64) return partial.set(bytes, filled)
    let at = filled === 0 ? 0 : 64 - filled
    if (at > 0) {
      partial.set(bytes.subarray(0, at), filled)
      compress(hash, constants, words, partialBlock, 0)
    }
    const blocks = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    for (; at + 64 <= bytes.length; at += 64) compress(hash, constants, words, blocks, at)
    partial.set(bytes.subarray(at))
  }

  for (const chunk of chunks) absorb(chunk)
  absorb(padding(length))
  return Array.from(hash, (word) => (word >>> 0).toString(16).padStart(8, '0')).join('')
}
