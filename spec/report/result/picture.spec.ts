import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parsePng } from '../../../src/dataset/index.js'
import { fromBase64, toBase64 } from '../../../src/program/base64.js'
import { heatPalette } from '../../../src/report/result/cases/heat.js'
import { drawn, type Picture } from '../../../src/report/result/cases/picture.js'
import { elements } from '../../../src/tensor/tensor.js'

const start = 'data:image/png;base64,'

/** Height, width, channels and bytes of what a reader of PNG files finds. */
const read = async (picture: Picture, most = 1e6) => {
  const found = drawn(picture, most)
  if (found.kind === 'wrong') throw new Error(found.reason)
  expect(found.address.startsWith(start)).toBe(true)
  const bytes = fromBase64(found.address.slice(start.length))
  return pipe(await parsePng('case.png')(bytes)(), E.match((error) => { throw error }, (image) => ({
    shape: image.shape as readonly number[], values: Array.from(elements(image), (x) => Math.round(x * 255)), length: bytes.length, found,
  })))
}
const pictureOf = (kind: Picture['kind'], height: number, width: number, channels: number, bytes: readonly number[]): Picture =>
  ({ kind, height, width, channels, pixels: toBase64(Uint8Array.from(bytes)) })

const images = fc.tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 9 }), fc.constantFrom(1, 3)).chain(([height, width, channels]) =>
  fc.array(fc.nat(255), { minLength: height * width * channels, maxLength: height * width * channels })
    .map((bytes) => ({ bytes, picture: pictureOf('image', height, width, channels, bytes) })))

describe('a picture', () => {
  it('is read as what it was', () => fc.assert(fc.asyncProperty(images, async ({ bytes, picture }) => {
    const { shape, values } = await read(picture)
    expect(shape).toEqual([picture.height, picture.width, picture.channels])
    expect(values).toEqual(bytes)
  })))

  it('may be longer than a stored block', async () => {
    const bytes = Array.from({ length: 300 * 300 }, (_, i) => (i * 7) % 256)
    expect((await read(pictureOf('image', 300, 300, 1, bytes))).values).toEqual(bytes)
  })

  it('of a sound has the colors of its levels', async () => {
    const palette = heatPalette()
    const { shape, values } = await read(pictureOf('spectrogram', 2, 128, 1, Array.from({ length: 256 }, (_, i) => i)))
    expect(shape).toEqual([2, 128, 3])
    expect(values).toEqual([...palette])
    // Lighter from level to level, by the luminance of sRGB's primaries.
    const light = Array.from({ length: 256 }, (_, i) => 0.2126 * (palette[3 * i] as number) + 0.7152 * (palette[3 * i + 1] as number) + 0.0722 * (palette[3 * i + 2] as number))
    expect(light.every((x, i) => i === 0 || x >= (light[i - 1] as number) - 1)).toBe(true)
  })

  it('that is too large gets smaller, by means of squares', async () => {
    const { shape, values, found } = await read(pictureOf('image', 3, 4, 1, [0, 10, 100, 100, 20, 30, 100, 100, 7, 9, 50, 52]), 8)
    expect(shape).toEqual([2, 2, 1])
    expect(values).toEqual([15, 100, 8, 51])
    expect(found.reducedBy).toBe(2)
    fc.assert(fc.property(images, fc.integer({ min: 20, max: 200 }), ({ picture }, most) => {
      const small = drawn(picture, most)
      expect(small.kind === 'drawn' && (small.height * (1 + small.width * picture.channels) <= most)).toBe(true)
    }))
  })

  it.each<[string, Picture, string]>([
    ['too few bytes', pictureOf('image', 2, 2, 1, [1, 2, 3]), 'expected 4 bytes of pixels, received 3'],
    ['too many bytes', pictureOf('image', 1, 1, 3, [1, 2, 3, 4]), 'expected 3 bytes of pixels, received 4'],
    ['no pixels', pictureOf('image', 0, 2, 1, []), 'expected 1 or 3 channels and at least 1 pixel, received 0 × 2 × 1'],
    ['two channels', pictureOf('image', 1, 1, 2, [1, 2]), 'expected 1 or 3 channels and at least 1 pixel, received 1 × 1 × 2'],
    ['a sound in colors', pictureOf('spectrogram', 1, 1, 3, [1, 2, 3]), 'expected 1 channel and at least 1 pixel, received 1 × 1 × 3'],
    ['a size that is no number', { ...pictureOf('image', 1, 1, 1, [1]), height: NaN }, 'expected 1 or 3 channels and at least 1 pixel, received NaN × 1 × 1'],
  ])('with %s is refused', (_, picture, reason) => expect(drawn(picture, 1e6)).toEqual({ kind: 'wrong', reason }))
})
