import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { sha256 } from '../../src/receipt/sha256.js'

const ascii = (text: string): Uint8Array => new TextEncoder().encode(text)

// NIST: FIPS 180-4 examples and the SHA-256 vectors of the Cryptographic Standards and Guidelines "Example Values".
const published = [
  ['nothing', '', 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'],
  ['24 bits', 'abc', 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'],
  ['448 bits', 'abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq', '248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1'],
  ['896 bits', 'abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmnhijklmnoijklmnopjklmnopqklmnopqrlmnopqrsmnopqrstnopqrstu', 'cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1'],
  ['a million times a', 'a'.repeat(1_000_000), 'cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0'],
] as const

describe('SHA-256', () => {
  it.each(published)('of %s is what NIST publishes', (_, message, hash) => expect(sha256([ascii(message)])).toBe(hash))

  it('is that of the engine, however the message is cut', () => {
    fc.assert(fc.property(fc.array(fc.uint8Array({ maxLength: 200 })), (chunks) => {
      const reference = createHash('sha256')
      for (const chunk of chunks) reference.update(chunk)
      expect(sha256(chunks)).toBe(reference.digest('hex'))
    }))
  })

  it('is right at every length around the ends of blocks', () => {
    const bytes = Uint8Array.from({ length: 200 }, (_, i) => (i * 151) & 255)
    for (let n = 0; n <= 200; n++) expect(sha256([bytes.subarray(0, n)])).toBe(createHash('sha256').update(bytes.subarray(0, n)).digest('hex'))
  })
})
