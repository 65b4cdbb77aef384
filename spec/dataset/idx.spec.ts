import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import fc from 'fast-check'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { describe, expect, expectTypeOf, it } from 'vitest'
import { batches, decodeIdx, idxTensor, labelledImages, parseIdx, readImages, readMnist } from '../../src/dataset/index.js'
import type { Dataset, Idx } from '../../src/dataset/index.js'
import type { TenfoldError } from '../../src/shape/error.js'
import * as tensor from '../../src/tensor/index.js'
import { temporaryFolder } from '../folder.js'
import { left as fault, right } from '../either.js'
import { word } from './pictures.js'

const header = (code: number, shape: readonly number[]): readonly number[] => [0, 0, code, shape.length, ...shape.flatMap(word)]
const file = (code: number, shape: readonly number[], bytes: ArrayLike<number>): Uint8Array =>
  Uint8Array.from([...header(code, shape), ...Array.from(bytes)])
const bytesOf = (n: number, seed = 7): readonly number[] => Array.from({ length: n }, (_, i) => (i * seed) % 256)

const left = (result: E.Either<TenfoldError, unknown>): string => fault(result).message

describe('an IDX file', () => {
  it.each([
    ['u8', 0x08, 'i32', [0, 200, 255], [0, 200, 255]],
    ['i8', 0x09, 'i32', [0, 200, 255], [0, -56, -1]],
    ['i16', 0x0b, 'i32', [0, 1, 0xff, 0xfe, 1, 0], [1, -2, 256]],
    ['i32', 0x0c, 'i32', [0, 0, 1, 0, 0xff, 0xff, 0xff, 0xff, 0x7f, 0xff, 0xff, 0xff], [256, -1, 2147483647]],
    ['f32', 0x0d, 'f32', [0x3f, 0x80, 0, 0, 0xc0, 0, 0, 0, 0x3d, 0xcc, 0xcc, 0xcd], [1, -2, Math.fround(0.1)]],
    ['f64', 0x0e, 'f64', [0x3ff00000, 0, 0xc0000000, 0, 0x3fb99999, 0x9999999a].flatMap(word), [1, -2, 0.1]],
  ] as const)('of %s is read big-endian', (type, code, dtype, bytes, values) => {
    const idx = right(parseIdx('x')(file(code, [3, 1], bytes)))
    expect(idx.type).toBe(type)
    expect(idxTensor(idx).dtype).toBe(dtype)
    expect(idxTensor(idx).shape).toEqual([3, 1])
    expect(tensor.toArray(idxTensor(idx))).toEqual(values)
  })

  it('is the same at any place in memory', () => {
    const bytes = file(0x0b, [2], [1, 2, 3, 4])
    const shifted = new Uint8Array([9, 9, 9, ...bytes]).subarray(3)
    expect(Array.from(right(parseIdx('x')(shifted)).values)).toEqual([0x102, 0x304])
  })

  it.each([
    ['nothing', [], 'x: expected the header of an IDX file, received 0 bytes'],
    ['less than its header', header(8, [2, 3]).slice(0, 9), 'x: expected the header of an IDX file, received 9 bytes'],
    ['text', [0x68, 0x65, 0x6c, 0x6c, 0x6f], 'x: expected an IDX file, which begins with two zero bytes, received 0x68656c6c'],
    ['an unknown type', [0, 0, 0x0a, 1, 0, 0, 0, 0],
      'x: expected an element type of IDX (0x08, 0x09, 0x0b, 0x0c, 0x0d, 0x0e), received 0x0a'],
    ['too few bytes', [...header(8, [2, 3]), 1, 2, 3, 4, 5],
      'x: expected 18 bytes for u8 [2, 3], received 17: the file is cut off'],
    ['too many bytes', [...header(8, [2, 3]), 1, 2, 3, 4, 5, 6, 7], 'x: expected 18 bytes for u8 [2, 3], received 1 byte more'],
    ['impossible sizes', header(14, [4294967295, 4294967295, 4294967295]),
      'x: expected at most 2147483647 elements, received a header that promises [4294967295'],
  ])('with %s is a Left', async (_, bytes, message) => {
    expect(left(parseIdx('x')(Uint8Array.from(bytes)))).toContain(message)
    if (bytes.length > 0) expect(left(await decodeIdx('x')(gzipSync(Uint8Array.from(bytes)))())).toContain('x: expected')
  })

  it('never throws', async () => {
    await fc.assert(fc.asyncProperty(fc.uint8Array({ maxLength: 40 }), fc.boolean(), async (bytes, begun) => {
      const odd = begun ? Uint8Array.from([0, 0, 8, ...bytes]) : bytes
      parseIdx('x')(odd)
      await decodeIdx('x')(Uint8Array.from([0x1f, 0x8b, ...bytes]))()
    }))
  })

  it('is the same compressed', async () => {
    const bytes = file(8, [50, 28, 28], bytesOf(50 * 784))
    expect(right(await decodeIdx('x')(gzipSync(bytes))())).toEqual(right(parseIdx('x')(bytes)))
    expect(right(await decodeIdx('x')(bytes)())).toEqual(right(parseIdx('x')(bytes)))
  })

  it('is not inflated beyond what it promises', async () => {
    const bomb = gzipSync(Uint8Array.from([...header(8, [2]), ...new Uint8Array(20_000_000)]))
    expect(left(await decodeIdx('x')(bomb)())).toContain('x: expected 10 bytes for u8 [2] when inflated, received more')
  })

  it('that is cut off or damaged in its compressed form is a Left', async () => {
    const packed = gzipSync(file(8, [50, 28, 28], bytesOf(50 * 784, 31)))
    for (const cut of [packed.subarray(0, 12), packed.subarray(0, packed.length - 200), packed.subarray(0, packed.length - 3)])
      expect(left(await decodeIdx('x')(cut)())).toContain('x: expected a whole gzip stream')
    const damaged = Uint8Array.from(packed)
    damaged[packed.length - 6]! ^= 1
    expect(left(await decodeIdx('x')(damaged)())).toContain('x: expected a whole gzip stream')
  })
})

describe('images with labels', () => {
  const images = right(parseIdx('images')(file(8, [3, 2, 2], [0, 51, 255, 1, 2, 3, 4, 5, 6, 7, 8, 9])))
  const labels = right(parseIdx('labels')(file(8, [3], [9, 0, 3])))

  it('are a data set', () => {
    const data = right(labelledImages({ images, labels }))
    expectTypeOf(data).toEqualTypeOf<Dataset<readonly [number, number, 1], readonly [], 'i32'>>()
    expect(data.inputs.shape).toEqual([3, 2, 2, 1])
    expect(tensor.toArray(data.inputs).slice(0, 4)).toEqual([0, 51 / 255, 1, 1 / 255].map(Math.fround))
    expect(tensor.toArray(data.targets)).toEqual([9, 0, 3])
  })

  const other = (name: string, code: number, shape: readonly number[], bytes: readonly number[]): Idx =>
    right(parseIdx(name)(file(code, shape, bytes)))
  it.each([
    ['labels as images', { images: labels, labels },
      'labels: expected images, u8 [count, height, width], received u8 [3], which looks like labels'],
    ['images as labels', { images, labels: images },
      'images: expected labels, u8 [count], received u8 [3, 2, 2], which looks like images'],
    ['fewer labels', { images, labels: other('labels', 8, [2], [0, 1]) },
      'labels: expected 3 labels, one for each image of images, received 2'],
    ['a label that is no class', { images, labels: other('labels', 8, [3], [0, 10, 1]) },
      'labels: expected labels from 0 to 9, received 10 for image 1'],
    ['floats as images', { images: other('f', 13, [1, 1, 1], [0, 0, 0, 0]), labels },
      'f: expected images, u8 [count, height, width], received f32 [1, 1, 1]'],
    ['no images', { images: other('none', 8, [0, 28, 28], []), labels: other('l', 8, [0], []) },
      'none: expected at least 1 image'],
  ])('refuse %s', (_, files, message) => expect(left(labelledImages(files))).toContain(message))

  it('have as many classes as are said', () => {
    const many = other('labels', 8, [3], [0, 46, 1])
    expect(right(labelledImages({ images, labels: many, classes: 47 })).size).toBe(3)
  })
})

describe('a folder of MNIST', () => {
  const { at } = temporaryFolder()

  const parts = { train: 5, t10k: 2 } as const
  const pixels = (n: number): Uint8Array => file(8, [n, 28, 28], bytesOf(n * 784))
  const classes = (n: number): Uint8Array => file(8, [n], bytesOf(n, 1))
  type Changes = Readonly<Record<string, Uint8Array | undefined>>
  const write = async (name: string, zipped: boolean, changes: Changes = {}): Promise<string> => {
    const inside = at(name)
    await mkdir(inside)
    for (const [part, n] of Object.entries(parts)) {
      for (const [kind, whole] of [['images-idx3', pixels(n)], ['labels-idx1', classes(n)]] as const) {
        const bytes = `${part}-${kind}` in changes ? changes[`${part}-${kind}`] : whole
        const path = join(inside, `${part}-${kind}-ubyte${zipped ? '.gz' : ''}`)
        if (bytes !== undefined) await writeFile(path, zipped ? gzipSync(bytes) : bytes)
      }
    }
    return inside
  }

  it('is read as it is and compressed', async () => {
    for (const zipped of [false, true]) {
      const { train, test } = right(await readMnist(await write(`whole-${zipped}`, zipped))())
      expectTypeOf(train).toEqualTypeOf<Dataset<readonly [28, 28, 1], readonly [], 'i32'>>()
      expect([train.size, test.size]).toEqual([5, 2])
      expect(tensor.toArray(train.targets)).toEqual([0, 1, 2, 3, 4])
      expect([...pipe(test, batches({ size: 2 }))][0]?.inputs.shape).toEqual([2, 28, 28, 1])
    }
  })

  it.each([
    ['a missing file', { 't10k-labels-idx1': undefined }, 't10k-labels-idx1-ubyte.gz, received no such file'],
    ['exchanged files', { 'train-images-idx3': classes(5) }, 'train-images-idx3-ubyte: expected images'],
    ['other sizes', { 'train-images-idx3': file(8, [5, 2, 2], bytesOf(20)) },
      'train-images-idx3-ubyte: expected images of 28 × 28 pixels, received 2 × 2'],
    ['a file cut off', { 't10k-images-idx3': pixels(2).subarray(0, 1000) },
      't10k-images-idx3-ubyte: expected 1584 bytes for u8 [2, 28, 28], received 1000: the file is cut off'],
  ])('with %s is a Left that names it', async (name, changes, message) => {
    expect(left(await readMnist(await write(name.replaceAll(' ', '-'), false, changes))())).toContain(message)
  })

  it('that is not there, or a folder in a file\'s place, is a Left', async () => {
    expect(left(await readMnist(at('nowhere'))())).toContain('received no such file')
    const message = 'expected a file that can be read, received a folder'
    expect(left(await readImages({ images: at(), labels: at() })())).toContain(message)
  })
})
