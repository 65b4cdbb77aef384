/**
 * SHA-256 (FIPS 180-4) of a sequence of chunks: `sha256(chunks)` is the hash of their concatenation, which is never made.
 *
 * @example
 * sha256([new TextEncoder().encode('abc')]) // 'ba7816bf8f01cfea…f20015ad'
 */

/** The first 32 bits of the fractional parts of the cube roots of the first 64 primes (section 4.2.2). */
const constants = Int32Array.of(
  0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
  0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
  0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
  0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
  0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
  0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
  0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
  0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
)

/** The first 32 bits of the fractional parts of the square roots of the first 8 primes (section 5.3.3). */
const beginning = (): Int32Array =>
  Int32Array.of(0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19)

/** Takes in one block of 64 bytes (section 6.2.2). `words` is scratch for the message schedule. */
const compress = (hash: Int32Array, words: Int32Array, block: DataView, at: number): void => {
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
  const hash = beginning()
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
      compress(hash, words, partialBlock, 0)
    }
    const blocks = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    for (; at + 64 <= bytes.length; at += 64) compress(hash, words, blocks, at)
    partial.set(bytes.subarray(at))
  }

  for (const chunk of chunks) absorb(chunk)
  absorb(padding(length))
  return Array.from(hash, (word) => (word >>> 0).toString(16).padStart(8, '0')).join('')
}
