/** PNG images, in and out. */
import fc from 'fast-check'
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { deflateSync } from 'node:zlib'
import { describe, expect, expectTypeOf, it } from 'vitest'
import { encodePng, FileError, parsePng, readPng, writePng, type Image } from '../../src/dataset/index.js'
import * as random from '../../src/random/index.js'
import * as tensor from '../../src/tensor/index.js'
import type { AnyTensor } from '../../src/tensor/tensor.js'
import { cases } from '../outside/images.js'
import { left, right } from '../either.js'
import { begin, chunk, png } from './pictures.js'

const parsed = async (bytes: Uint8Array): Promise<Image> => right(await parsePng('a.png')(bytes)())
const bytesOf = (base64: readonly string[]): Uint8Array => Uint8Array.from(Buffer.from(base64.join(''), 'base64'))

const header = (width: number, height: number, depth: number, form: number, ...rest: readonly number[]): readonly number[] =>
  chunk('IHDR', [0, 0, 0, width, 0, 0, 0, height, depth, form, ...(rest.length === 3 ? rest : [0, 0, 0])])
const data = (rows: readonly number[]): readonly number[] => chunk('IDAT', [...deflateSync(Uint8Array.from(rows))])
const good = png(header(2, 2, 8, 0), data([0, 10, 20, 0, 30, 40]))

describe('a PNG file', () => {
  it.each(cases)('$name: the samples that another library reads', async ({ file, shape, values, divisor }) => {
    const image = await parsed(bytesOf(file))
    expect(image.shape).toEqual(shape)
    expect(tensor.toArray(image)).toEqual(values.map((v) => Math.fround(v / divisor)))
  })

  it('of 16 bits has all of them, in colour and with opacity', async () => {
    const colour = await parsed(png(header(1, 1, 16, 2), data([0, 1, 2, 3, 4, 255, 255])))
    expect(tensor.toArray(colour)).toEqual([0x102, 0x304, 0xffff].map((x) => Math.fround(x / 65535)))
    const both = await parsed(png(header(1, 1, 16, 4), data([0, 1, 2, 128, 0])))
    expect([both.shape, tensor.toArray(both)]).toEqual([[1, 1, 2], [0x102, 0x8000].map((x) => Math.fround(x / 65535))])
  })

  it('may have one colour that is transparent', async () => {
    const image = await parsed(png(header(2, 1, 8, 0), chunk('tRNS', [0, 20]), data([0, 10, 20])))
    expect([image.shape, tensor.toArray(image)]).toEqual([[1, 2, 2], [10 / 255, 1, 20 / 255, 0].map(Math.fround)])
    const colours = await parsed(png(header(2, 1, 8, 2), chunk('tRNS', [0, 1, 0, 2, 0, 3]), data([0, 1, 2, 3, 1, 2, 4])))
    expect(tensor.toArray(colours).filter((_, i) => i % 4 === 3)).toEqual([0, 1])
  })

  const other = (at: number, byte: number): Uint8Array => Uint8Array.from(good).fill(byte, at, at + 1)
  const palette = chunk('PLTE', [1, 2, 3, 4, 5, 6])
  it.each([
    ['nothing', new Uint8Array(0), 'a.png, byte 0: expected the 8 bytes that PNG files begin with, received the end of the file'],
    ['a JPEG', Uint8Array.from([0xff, 0xd8, 0xff]), 'a.png, byte 0: expected the 8 bytes that PNG files begin with, received another byte'],
    ['lines that something has changed', other(4, 10), 'a.png, byte 4: expected the 8 bytes'],
    ['only its signature', good.subarray(0, 8), 'a.png, byte 8: expected a chunk, of at least 12 bytes, received the end of the file'],
    ['a header cut off', good.subarray(0, 30), 'a.png, byte 8: expected 13 bytes of IHDR and its checksum, received 14: the file is cut off'],
    ['pixels cut off', good.subarray(0, 50), 'a.png, byte 33: expected'],
    ['its end cut off', good.subarray(0, good.length - 12), `a.png, byte ${good.length - 12}: expected a chunk, of at least 12 bytes, received the end of the file`],
    ['another bit', other(42, good[42]! ^ 1), 'expected the checksum of IDAT, received another: the file is damaged'],
    ['a name that is none', other(12, 33), 'byte 12: expected the name of a chunk, received "!HDR"'],
    ['no header', png(data([0])), 'byte 16: expected the header IHDR of 13 bytes, received IDAT of 9'],
    ['no pixel', png(header(0, 2, 8, 0), data([0])), 'byte 16: expected at least 1 pixel, received 0 × 2'],
    ['3 bits', png(header(1, 1, 3, 0), data([0, 0])), 'byte 24: expected a form of pixels that PNG has, received form 0 of 3 bits'],
    ['colour of 4 bits', png(header(1, 1, 4, 2), data([0, 0])), 'received form 2 of 4 bits'],
    ['a form that is none', png(header(1, 1, 8, 5), data([0, 0])), 'received form 5 of 8 bits'],
    ['another compression', png(header(1, 1, 8, 0, 1, 0, 0), data([0, 0])), 'byte 26: expected compression 0, filters 0 and interlace 0 or 1, received 1, 0 and 0'],
    ['a chunk from the future', png(header(1, 1, 8, 0), chunk('FUTR', []), data([0, 0])), 'byte 37: expected chunks that this version of PNG has, received FUTR'],
    ['no pixels', png(header(1, 1, 8, 0)), 'a.png: expected pixels in chunks IDAT, received none'],
    ['too few rows', png(header(2, 2, 8, 0), data([0, 10, 20, 0, 30])), 'a.png, byte 41: expected 6 bytes of rows, for 2 × 2 pixels, received 5: the image is cut off'],
    ['too many rows', png(header(2, 2, 8, 0), data([0, 10, 20, 0, 30, 40, 0])), 'expected 6 bytes of rows, for 2 × 2 pixels, received more'],
    ['a stream that is none', png(header(2, 2, 8, 0), chunk('IDAT', [1, 2, 3])), 'a.png, byte 41: expected a whole zlib stream, received one that is damaged or cut off after 0 inflated bytes'],
    ['a filter that is none', png(header(1, 1, 8, 0), data([5, 0])), 'a.png: expected filters from 0 to 4, received 5 at byte 0 of the rows'],
    ['no palette', png(header(1, 1, 8, 3), data([0, 0])), 'a.png: expected a palette PLTE, whose places the samples are, received none'],
    ['half a colour', png(header(1, 1, 8, 3), chunk('PLTE', [1, 2]), data([0, 0])), 'byte 41: expected 3 bytes for each of 1 to 256 colours, received 2'],
    ['a place outside of the palette', png(header(1, 1, 8, 3), palette, data([0, 2])), 'a.png: expected places in a palette of 2 colours, received place 2 at pixel 0'],
    ['more opacities than colours', png(header(1, 1, 8, 3), palette, chunk('tRNS', [1, 2, 3]), data([0, 0])), 'byte 59: expected at most 2 opacities, received 3'],
    ['opacity twice', png(header(1, 1, 8, 4), chunk('tRNS', [0, 1]), data([0, 1, 1])), 'byte 41: expected the one transparent colour of form 4 of 8 bits, received 2 bytes'],
  ])('with %s is a Left that names the place', async (_, bytes, message) => {
    const error = left(await parsePng('a.png')(bytes)())
    expect(error).toBeInstanceOf(FileError)
    expect(error.message).toContain(message)
  })

  it('that promises more than it holds takes no memory for it', async () => {
    const wide = chunk('IHDR', [0x7f, 255, 255, 255, 0x7f, 255, 255, 255, 8, 0, 0, 0, 0])
    expect(left(await parsePng('a.png')(png(wide, data([0])))()).message).toContain('expected at most 268435456 samples, received 2147483647 × 2147483647')
    const bomb = png(header(1, 1, 8, 0), chunk('IDAT', [...deflateSync(new Uint8Array(1_000_000))]))
    expect(left(await parsePng('a.png')(bomb)()).message).toContain('expected 2 bytes of rows, for 1 × 1 pixels, received more')
  })

  it('does without a damaged chunk that it can do without', async () => {
    const spoiled = (part: readonly number[]): readonly number[] => part.with(-1, part.at(-1)! ^ 1)
    const values = tensor.toArray(await parsed(good))
    for (const name of ['tEXt', 'zTXt', 'gAMA', 'tRNS', 'prVt']) {
      const bytes = png(header(2, 2, 8, 0), spoiled(chunk(name, [0, 10])), data([0, 10, 20, 0, 30, 40]))
      const image = await parsed(bytes)
      expect([name, image.shape, tensor.toArray(image)]).toEqual([name, [2, 2, 1], values])
    }
    for (const name of ['IHDR', 'IDAT', 'IEND', 'PLTE']) {
      const chunks = [header(2, 2, 8, 0), chunk('PLTE', [1, 2, 3]), data([0, 10, 20, 0, 30, 40]), chunk('IEND', [])]
      const bytes = Uint8Array.from([...begin, ...chunks.flatMap((part) => (new TextDecoder().decode(Uint8Array.from(part.slice(4, 8))) === name ? spoiled(part) : part))])
      expect(left(await parsePng('a.png')(bytes)()).message).toContain(`the checksum of ${name}, received another: the file is damaged`)
    }
  })

  it('may have its pixels in as many chunks as it likes, empty ones among them', async () => {
    const stream = [...deflateSync(Uint8Array.from([0, 10, 20, 0, 30, 40]))]
    const empty = Buffer.from(Uint8Array.from(chunk('IDAT', [])))
    const many = (n: number): Uint8Array => new Uint8Array(Buffer.concat([
      Uint8Array.from([...begin, ...header(2, 2, 8, 0)]), ...stream.flatMap((byte) => [Uint8Array.from(chunk('IDAT', [byte])), ...Array<Buffer>(n).fill(empty)]),
      Uint8Array.from(chunk('IEND', [])),
    ]))
    expect(tensor.toArray(await parsed(many(5000)))).toEqual(tensor.toArray(await parsed(good)))
  })

  it('has a bound that its caller sets', async () => {
    expect(left(await parsePng('a.png', { maxBytes: 63 })(good)()).message).toContain('expected at most 15 samples, received 2 × 2, more than maxBytes allows')
    expect(right(await parsePng('a.png', { maxBytes: 64 })(good)()).shape).toEqual([2, 2, 1])
  })

  it('never throws', async () => {
    await fc.assert(fc.asyncProperty(fc.array(fc.tuple(fc.nat(good.length - 1), fc.nat(255))), fc.nat(good.length), async (changes, end) => {
      const bytes = Uint8Array.from(good)
      for (const [at, byte] of changes) bytes[at] = byte
      await parsePng('a.png')(bytes.subarray(0, end))()
    }))
  })
})

describe('an image', () => {
  const sizes = fc.record({ height: fc.integer({ min: 1, max: 9 }), width: fc.integer({ min: 1, max: 9 }), channels: fc.integer({ min: 1, max: 4 }) })
  it.each([[8, 255], [16, 65535]] as const)('of %i bits is what it was when it is read again', async (depth, greatest) => {
    await fc.assert(fc.asyncProperty(sizes, fc.nat(1000), async ({ height, width, channels }, seed) => {
      const drawn = tensor.toArray(random.integers(random.key(seed), [height * width * channels], { low: 0, high: greatest + 1 }))
      const image = tensor.of([height, width, channels], drawn.map((x) => x / greatest))
      const again = await parsed(right(await encodePng({ depth })(image)()))
      expect(again.shape).toEqual(image.shape)
      expect(tensor.toArray(again)).toEqual(tensor.toArray(image))
    }))
  })

  it('is rounded to the nearest sample', async () => {
    const again = await parsed(right(await encodePng()(tensor.of([1, 3, 1], [0.001, 0.499, 0.999]))()))
    expectTypeOf(again).toEqualTypeOf<Image>()
    expect(tensor.toArray(again)).toEqual([0, 127 / 255, 1].map(Math.fround))
  })

  it.each([
    ['five channels', tensor.zeros([1, 1, 5]) as AnyTensor, 'png: x should be an image [height, width, 1 to 4 channels], but is "f32[1, 1, 5]"'],
    ['no pixel', tensor.zeros([0, 1, 1]) as AnyTensor, 'but is "f32[0, 1, 1]"'],
    ['whole numbers', tensor.zeros([1, 1, 1], 'i32') as AnyTensor, 'but is "i32[1, 1, 1]"'],
    ['a number above 1', tensor.full([1, 2, 1], 1.5) as AnyTensor, 'png: element 0 should be a number from 0 to 1, but is 1.5'],
    ['what is no number', tensor.full([1, 1, 1], NaN) as AnyTensor, 'element 0 should be a number from 0 to 1, but is NaN'],
  ])('with %s is a Left', async (_, image, message) => { expect(left(await encodePng()(image)()).message).toContain(message) })

  it('is written whole and read', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'tenfold-png-'))
    try {
      const file = join(folder, 'a.png')
      right(await writePng(file)(tensor.of([2, 2, 3], Array.from({ length: 12 }, (_, i) => i / 15)))())
      expect(tensor.toArray(right(await readPng(file)()))).toEqual(Array.from({ length: 12 }, (_, i) => Math.fround(i / 15)))
      expect(await readdir(folder)).toEqual(['a.png'])
      expect(left(await writePng(join(folder, 'none/a.png'))(tensor.zeros([1, 1, 1]))()).message).toContain('a.png: expected a file that can be written, received no such folder')
      await writeFile(file, good.subarray(0, 50))
      expect(left(await readPng(file)()).message).toContain(`${file}, byte 33: expected`)
    } finally {
      await rm(folder, { recursive: true })
    }
  })
})
