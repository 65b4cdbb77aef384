/** Images as raw cases: tensors of pixels, as `dataset.readPng` gives them. */
import type { Image } from '../dataset/png/decode.js'
import { toBase64 } from '../program/base64.js'
import { printType } from '../program/infer.js'
import { count } from '../program/program.js'
import type { Shown } from '../run/result.js'
import { check, type Kind } from '../shape/options.js'
import { elements, isTensor, type Tensor } from '../tensor/tensor.js'
import * as raw from '../tensor/untyped.js'
import type { Input, Values } from './input.js'

/** Height, width and channels of an image. */
export type ImageSize = readonly [height: number, width: number, channels: number]

/** A raw image: its size is looked at when it comes. */
export type RawImage<S extends ImageSize> = Tensor<S> | Image

/** An image's schema; an example has it under `image`. */
export type ImageInput<S extends ImageSize> = Input<RawImage<S>, { readonly image: RawImage<S> }, S, 'f32'>

/** The greatest byte. */
const most = 255

/** Numbers as bytes: 0 is black, 1 is white. */
const bytesOf = (values: ArrayLike<number>): Uint8Array =>
  Uint8Array.from(values, (x) => Math.min(most, Math.max(0, Math.round(x * most))))

/** A picture of numbers in [0, 1]. A second channel, or a fourth, is opacity, which is left out. */
export const shownPixels = (kind: 'image' | 'spectrogram', [height, width, channels]: ImageSize, values: ArrayLike<number>): Shown => {
  const kept = channels < 3 ? 1 : 3
  const seen = Array.from({ length: height * width * kept }, (_, i) => values[Math.floor(i / kept) * channels + (i % kept)] as number)
  return { kind, height, width, channels: kept, pixels: toBase64(bytesOf(seen)) }
}

const aSize: Kind = {
  expected: 'a list of height, width and channels, whole numbers of at least 1',
  holds: (x) => Array.isArray(x) && x.length === 3 && x.every((n) => Number.isSafeInteger(n) && n > 0),
}

/**
 * The schema of a raw image: a tensor [height, width, channels] of exactly this size, as `dataset.readPng` gives it, pixels in
 * [0, 1]. Each channel is standardized over all pixels of the training part. An example has the image under `image`, beside its
 * target: `{ image, digit: 'seven' }`. An image of another size is a `Left`.
 *
 * @example
 * image([28, 28, 1]).shape // [28, 28, 1]
 * image([28, 28, 1]).fields // ['image']
 */
export const image = <const S extends ImageSize>(size: S): ImageInput<S> => {
  check('model.image', { size }, { size: aSize })
  const expected = printType({ shape: size, dtype: 'f32' })
  const n = count(size)
  const misfit = (received: unknown) => ({ wrong: [{ field: 'image', expected, received }], unknown: {} })
  return Object.freeze<ImageInput<S>>({
    kind: 'image',
    schema: { kind: 'image', size: [...size] },
    shape: size,
    dtype: 'f32',
    fields: ['image'],
    allocate: (cases) => new Float32Array(cases * n),
    standardized: Array.from({ length: size[2] }, () => true),
    read: (given: unknown, into: Values, at: number) => {
      if (!isTensor(given) || given.dtype !== 'f32' || !raw.equal(given.shape, size)) return misfit(given)
      const pixels = elements(given)
      if (!pixels.every(Number.isFinite)) return misfit('an image with pixels that are not finite')
      into.set(pixels as Float32Array, at)
      return undefined
    },
    caseOf: ({ image: own, ...others }) => (Object.keys(others).length === 0 ? own : { image: own, ...others }),
    show: (_, values) => shownPixels('image', size, values),
  })
}
