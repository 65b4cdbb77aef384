/** Small files that promise much: what is read of them is bounded, in memory and in time. */
import * as E from 'fp-ts/lib/Either.js'
import * as t from 'io-ts'
import { deflateSync, gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { number, parseCsv, readCsv, string } from '../../src/dataset/csv.js'
import { decodeUtf8, textPieces } from '../../src/dataset/utf8.js'
import { checkpoint, dataset, tensor, text } from '../../src/index.js'
import { temporaryFolder } from '../folder.js'
import { superlinear } from '../linear.js'
import { left, right } from '../either.js'
import { chunk, grey, png, word } from './pictures.js'
import { chunk as riffChunk, entry, format, riff, tar } from './sounds.js'

const { written } = temporaryFolder()

const bytesOf = (length: number, ...begin: readonly number[]): Uint8Array => {
  const bytes = new Uint8Array(length)
  bytes.set(begin)
  return bytes
}
const scalar = tensor.zeros([])
const One = t.strict({ a: string })
const limits = { maxBytes: 1_000_000 }
/** Bytes of buffers that are held after something was read, and were not before. */
const growth = async (read: () => unknown): Promise<number> => {
  const before = process.memoryUsage().arrayBuffers
  await read()
  return process.memoryUsage().arrayBuffers - before
}

describe('a small file that inflates to much', () => {
  const much = 8_000_000
  it.each<readonly [string, () => Uint8Array, (file: string) => Promise<E.Either<Error, unknown>>]>([
    ['an archive', () => tar(entry('a', new Uint8Array(much))), (file) => dataset.readTar(file, limits)()],
    ['a text', () => new Uint8Array(much).fill(97), (file) => text.read(file, limits)()],
    ['bytes of IDX', () => bytesOf(much + 8, 0, 0, 8, 1, ...word(much)), (file) => dataset.readIdx(file, limits)()],
    ['shorts of IDX', () => bytesOf(600_008, 0, 0, 11, 1, ...word(300_000)), (file) => dataset.readIdx(file, limits)()],
    ['a table of one cell', () => new Uint8Array(much).fill(97), (file) => readCsv(file, One, limits)()],
    ['a table of one quote', () => bytesOf(much, 97, 10, 34), (file) => readCsv(file, One, limits)()],
    ['a table of many rows', () => Buffer.from(`a\n${'b\n'.repeat(much / 20)}`), (file) => readCsv(file, One, limits)()],
    ['a table of blank lines', () => new Uint8Array(much).fill(10), (file) => readCsv(file, One, limits)()],
    ['a header of many columns', () => new Uint8Array(much).fill(44), (file) => readCsv(file, One, limits)()],
  ])('as %s is a Left with both numbers', async (_, content, read) => {
    const file = await written(gzipSync(content()))
    let result: E.Either<Error, unknown> = E.right(undefined)
    expect(await growth(async () => { result = await read(file) })).toBeLessThan(7_000_000)
    expect(left(result).message).toMatch(/at most 1000000 bytes \(maxBytes\), received \d{7}/)
    expect(left(result).message.length).toBeLessThan(400)
  })

  it('as an image is a Left with what it should be', async () => {
    const bomb = png(grey(4, 4), chunk('IDAT', deflateSync(new Uint8Array(much))))
    expect(left(await dataset.parsePng('x', limits)(bomb)()).message).toContain('expected 20 bytes of rows, for 4 × 4 pixels, received more')
    // What nobody asks for is not inflated.
    const note = chunk('zTXt', Buffer.concat([Buffer.from('a\0\0'), deflateSync(new Uint8Array(much))]))
    const image = png(grey(1, 1), note, chunk('IDAT', deflateSync(new Uint8Array(2))))
    expect(right(await dataset.parsePng('x', limits)(image)()).shape).toEqual([1, 1, 1])
  })

  it('is read where the caller allows for it', async () => {
    const file = await written(gzipSync(tar(entry('a', new Uint8Array(much)))))
    expect(right(await dataset.readTar(file, { maxBytes: 2 * much })())[0]?.bytes.length).toBe(much)
    expect(right(await dataset.readTar(file)())[0]?.bytes.length).toBe(much)
  })
})

describe('a small file that promises 100 GB', () => {
  const [wide, long] = [word(0xffffffff), word(100_000)]
  const header = new TextEncoder().encode(JSON.stringify({ a: { dtype: 'F32', shape: [25e9], data_offsets: [0, 100e9] } }))
  const safetensors = bytesOf(8 + header.length, header.length)
  safetensors.set(header, 8)
  const sized = entry('a', new Uint8Array(0))
  sized.set([0x80, 0, 0, 0, 0, 0, 0, 23, 0, 0, 0, 0], 124)
  sized.fill(32, 148, 156)
  sized.set(new TextEncoder().encode(`${sized.subarray(0, 512).reduce((n, b) => n + b, 0).toString(8).padStart(6, '0')}\0 `), 148)
  it.each<readonly [string, () => E.Either<Error, unknown> | Promise<E.Either<Error, unknown>>, string]>([
    ['bytes of IDX', () => dataset.parseIdx('x')(bytesOf(100, 0, 0, 8, 2, ...long, ...long)), 'expected at most 2147483647 elements'],
    ['doubles of IDX', () => dataset.parseIdx('x')(bytesOf(100, 0, 0, 14, 1, ...word(2147483647))), 'expected at most 1073741824 bytes (maxBytes), received 34359738360 for f64 [2147483647]'],
    ['sides of an image', () => dataset.parsePng('x')(png(grey(300_000, 300_000), chunk('IDAT', new Uint8Array(1))))(), 'expected at most 268435456 samples, received 300000 × 300000'],
    ['a side of an image', () => dataset.parsePng('x')(png(grey(2147483647, 1), chunk('IDAT', new Uint8Array(1))))(), 'expected at most 268435456 samples'],
    ['a chunk of an image', () => dataset.parsePng('x')(Uint8Array.from([...png(grey(1, 1)).subarray(0, 33), ...wide, 73, 68, 65, 84, 1, 2, 3, 4]))(), 'expected 4294967295 bytes of IDAT'],
    ['samples', () => dataset.parseWav('x')(riff(format({ code: 1, channels: 1, rate: 1, bits: 8 }), riffChunk('data', [1])).map((b, i) => (i >= 40 && i < 44 ? 0x70 : b))), 'expected 1886417008 bytes of "data", received 2'],
    ['a file in an archive', () => dataset.parseTar('x')(tar(sized)), 'a, byte 512: expected 98784247808 bytes, received 1024: the file is cut off'],
    ['a tensor', () => checkpoint.decode(safetensors), 'the data: expected 100000000000 bytes, as the header says, received 0: the file is cut off'],
    ['a header of tensors', () => checkpoint.decode(bytesOf(100, 0, 0, 0, 0, 100)), 'the header: expected at most 100000000 bytes, received 429496729600'],
  ])('as %s is a Left', async (_, read, message) => {
    let said = ''
    expect(await growth(async () => { said = left(await read()).message })).toBeLessThan(1_000_000)
    expect(said).toContain(message)
  })
})

describe('time', () => {
  it.each<readonly [string, (n: number) => () => unknown, number]>([
    ['a header of many columns', (n) => { const all = `${Array.from({ length: n }, (_, i) => `c${i}`).join()}\n${'1,'.repeat(n - 1)}1\n`; return () => parseCsv(all, t.UnknownRecord) }, 10_000],
    ['a number of many digits and a letter', (n) => { const cell = `${'1'.repeat(n)}x`; return () => number.decode(cell) }, 40_000],
    ['a number of many digits', (n) => { const cell = `${'1'.repeat(n)}.${'1'.repeat(n)}e1`; return () => number.decode(cell) }, 40_000],
    ['a number between spaces', (n) => { const cell = `${' '.repeat(n)}1${' '.repeat(n)}x${' '.repeat(n)}`; return () => number.decode(cell) }, 40_000],
    ['a cell of doubled quotes', (n) => { const all = `a\n"${'""'.repeat(n)}"\n`; return () => parseCsv(all, One) }, 40_000],
    ['a cell of one character, at last a quote', (n) => { const all = `a\n${'x'.repeat(n)}"\n`; return () => parseCsv(all, One) }, 100_000],
    ['line ends of every kind', (n) => { const all = `a\n${'b\r\n\n\r'.repeat(n)}`; return () => parseCsv(all, One) }, 40_000],
    ['bytes that are no text, at the end', (n) => { const bytes = new Uint8Array(n).fill(97); bytes[n - 1] = 255; return () => decodeUtf8('x', 'x')(bytes) }, 300_000],
    ['empty files of an archive', (n) => { const bytes = new Uint8Array(Buffer.concat([...Array<Uint8Array>(n).fill(entry('a', new Uint8Array(0))), new Uint8Array(1024)])); return () => dataset.parseTar('x')(bytes) }, 1000],
    ['records of pax', (n) => { const all = entry('p', new TextEncoder().encode('7 a=bc\n'.repeat(n)), 'x'); return () => dataset.parseTar('x')(all) }, 10_000],
    ['chunks before samples', (n) => { const bytes = riff(...Array<readonly number[]>(n).fill(riffChunk('junk', []))); return () => dataset.parseWav('x')(bytes) }, 5000],
    ['tensors', (n) => { const bytes = checkpoint.encode({ tensors: new Map(Array.from({ length: n }, (_, i) => [`a.${i}`, scalar])), metadata: new Map() }); return () => checkpoint.decode(bytes) }, 2500],
  ])('for %s grows as the file does', (_, make, n) => { expect(superlinear(make, n)).toBeUndefined() })

  it('for an image grows as its chunks do', async () => {
    const empty = chunk('IDAT', new Uint8Array(0))
    const image = (n: number) => png(grey(1, 1), ...Array<readonly number[]>(n).fill(empty), chunk('IDAT', deflateSync(new Uint8Array(2))))
    const time = async (n: number): Promise<number> => {
      const bytes = image(n)
      const start = performance.now()
      right(await dataset.parsePng('x')(bytes)())
      return performance.now() - start
    }
    await time(100)
    const [few, many] = [await time(10_000), await time(40_000)]
    expect(many).toBeLessThan(10 * few + 100)
  })
})
describe('text', () => {
  const bytes = (...parts: readonly (string | readonly number[])[]): Uint8Array =>
    Uint8Array.from(parts.flatMap((part) => (typeof part === 'string' ? [...new TextEncoder().encode(part)] : part)))
  const said = (given: Uint8Array): string => left(decodeUtf8('text', 'a.txt')(given)).message
  it.each([
    ['a byte order mark', bytes([0xef, 0xbb, 0xbf], 'a\uFEFFb'), 'a\uFEFFb'],
    ['lines that end in \\r', bytes('a\rb\r'), 'a\rb\r'],
    ['zeros', bytes('a\0b\0'), 'a\0b\0'],
    ['nothing', bytes(), ''],
    ['nothing but a byte order mark', bytes([0xef, 0xbb, 0xbf]), ''],
  ])('with %s is read', async (_, given, whole) => {
    expect(right(decodeUtf8('text', 'a.txt')(given))).toBe(whole)
    expect(right(await text.read(await written(given))())).toBe(whole)
  })
  it.each([
    ['UTF-16', [0xff, 0xfe, 97, 0], 'line 1, byte 0: expected text in UTF-8, received UTF-16 (little-endian), by its byte order mark'],
    ['UTF-16, the other way', [0xfe, 0xff, 0, 97], 'received UTF-16 (big-endian), by its byte order mark'],
    ['UTF-32', [0xff, 0xfe, 0, 0, 97, 0, 0, 0], 'received UTF-32 (little-endian), by its byte order mark'],
    ['a byte of no text after \\r', [97, 13, 98, 13, 10, 10, 0xff], 'line 4, byte 6: expected text in UTF-8, received 0xff, which begins no character'],
    ['half a character', [97, 10, 0xe2, 0x82], 'line 2, byte 4: expected text in UTF-8, received the end inside a character'],
    ['a surrogate', [0xed, 0xa0, 0x80], 'line 1, byte 1: expected text in UTF-8, received 0xa0 inside a character'],
  ])('in %s is a Left that says so', (_, given, message) => { expect(said(Uint8Array.from(given))).toContain(message) })

  it('in pieces is the same, and so is what is wrong with it', async () => {
    const whole = bytes([0xef, 0xbb, 0xbf], 'é\r', '\n日本\r', '😀\uFEFF\n')
    for (const given of [whole, bytes(whole.subarray(3) as unknown as readonly number[]), bytes([...whole], [0xff]), bytes([...whole], [0xf0, 0x9f])]) {
      for (let size = 1; size < 6; size++) {
        const pieces = async function* () { for (let at = 0; at < given.length; at += size) yield given.subarray(at, at + size) }
        let all = ''
        let fault: unknown
        try {
          for await (const piece of textPieces('text', 'a.txt', pieces())) all += piece.text
        } catch (error) { fault = (error as Error & { readonly place: unknown }).place }
        const once = decodeUtf8('text', 'a.txt')(given)
        if (E.isRight(once)) expect(all).toBe(once.right)
        else expect(fault).toEqual(once.left.place)
      }
    }
  })
})
