/**
 * Images from PNG files (ISO 15948): grey, colour or palette, with or without opacity, of 1 to 16 bits, interlaced or not. Bytes
 * come from outside, so every way in which they can be wrong is a `Left` that names file, byte and reason.
 */
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { joined } from '../../io/joined.js'
import type { TenfoldError } from '../../shape/error.js'
import { concrete, type Tensor } from '../../tensor/tensor.js'
import { expectBytes } from '../bytes.js'
import { readBytes } from '../file.js'
import { inflated } from '../gzip.js'
import { boundOf, limited, type Limits } from '../limit.js'
import { FileError } from '../place.js'
import { chunksOf, coloursOf, headerOf, wrongIn, type Chunk, type Colours, type Wrong } from './chunks.js'
import { indexed, lengthOf, passesOf, type Header } from './header.js'
import { unfilter, unpack } from './samples.js'

/** An image [height, width, channels] in [0, 1]: 1 channel is grey, 3 are red, green and blue; opacity is one more. */
export type Image = Tensor<readonly [number, number, number]>

const image = ({ height, width }: Header, channels: number, values: Float32Array): Image =>
  concrete({ shape: [height, width, channels], dtype: 'f32' }, values) as Image

/** Colours in the place of places. */
const painted = (
  header: Header, samples: Uint16Array, { palette, transparent }: Colours, wrong: Wrong,
): E.Either<FileError, Image> => {
  const colours = palette.length / 3
  const odd = samples.findIndex((place) => place >= colours)
  if (odd >= 0) return wrong(undefined, `places in a palette of ${colours} colours`, `place ${samples[odd]} at pixel ${odd}`)
  const channels = transparent.length > 0 ? 4 : 3
  const values = new Float32Array(samples.length * channels)
  samples.forEach((place, i) => {
    for (let c = 0; c < 3; c++) values[i * channels + c] = (palette[3 * place + c] as number) / 255
    if (channels === 4) values[i * channels + 3] = (transparent[place] ?? 255) / 255
  })
  return E.right(image(header, channels, values))
}

/** Samples as they are, with an opacity of 0 where a pixel has the one transparent colour. */
const scaled = (header: Header, given: Uint16Array, { transparent }: Colours): Image => {
  const { samples, depth } = header
  const greatest = (1 << depth) - 1
  if (transparent.length === 0) return image(header, samples, Float32Array.from(given, (x) => x / greatest))
  const byte = (i: number): number => transparent[i] as number
  const key = Array.from({ length: samples }, (_, s) => (byte(2 * s) << 8) | byte(2 * s + 1))
  const channels = samples + 1
  const values = new Float32Array((given.length / samples) * channels)
  for (let i = 0; i * samples < given.length; i++) {
    for (let s = 0; s < samples; s++) values[i * channels + s] = (given[i * samples + s] as number) / greatest
    values[i * channels + samples] = Number(key.some((x, s) => x !== given[i * samples + s]))
  }
  return image(header, channels, values)
}

const samplesOf = (header: Header, bytes: Uint8Array, wrong: Wrong): E.Either<FileError, Uint16Array> => {
  const samples = new Uint16Array(header.height * header.width * header.samples)
  const pixel = Math.max(1, (header.samples * header.depth) / 8)
  let at = 0
  for (const pass of passesOf(header)) {
    const odd = unfilter(bytes, at, pass, pixel)
    if (odd !== undefined) return wrong(undefined, 'filters from 0 to 4', `${bytes[odd]} at byte ${odd} of the rows`)
    unpack(bytes, at, pass, header, samples)
    at += pass.height * (1 + pass.stride)
  }
  return E.right(samples)
}

const rowsOf = (file: string, chunks: readonly Chunk[], header: Header): TE.TaskEither<TenfoldError, Uint8Array> => async () => {
  const parts = chunks.filter(({ name }) => name === 'IDAT')
  const wrong = (expected: string, received: string): FileError =>
    new FileError('png', file, { byte: parts[0]?.start }, expected, received)
  const promised = lengthOf(passesOf(header))
  const expected = `${promised} bytes of rows, for ${header.width} × ${header.height} pixels`
  if (parts.length === 0) return E.left(wrong('pixels in chunks IDAT', 'none'))
  const result = await inflated(joined(parts.map(({ content }) => content)), {
    form: 'deflate', expected: promised, most: promised,
    over: () => wrong(expected, 'more'),
    broken: (length) => wrong('a whole zlib stream', `one that is damaged or cut off after ${length} inflated bytes`),
  })
  return pipe(result, E.filterOrElseW(
    (bytes) => bytes.length === promised,
    (bytes) => wrong(expected, `${bytes.length}: the image is cut off`),
  ))
}

/**
 * The image of a PNG file. Samples are divided by the greatest that there can be; colours of a palette, and the opacity that a
 * file gives to some of them, are put in. Bytes that are something else, damaged or cut off are a `Left` that names the place.
 *
 * @example
 * await parsePng('a.png')(new Uint8Array([0x89, 0x50, 0x4e, 0x46]))()
 * // Left: png: a.png, byte 3: expected the 8 bytes that PNG files begin with, received another byte
 */
export const parsePng = (file: string, limits: Limits = {}) => {
  const maxBytes = boundOf('png', limits, limited)
  const wrong = wrongIn(file)
  return (given: Uint8Array): TE.TaskEither<TenfoldError, Image> => pipe(
    TE.fromEither(pipe(expectBytes('png', file, given), E.chain((bytes) => chunksOf(bytes, wrong)))),
    TE.bindTo('chunks'),
    TE.bind('header', ({ chunks }) => TE.fromEither(headerOf(chunks, wrong, maxBytes))),
    TE.bind('colours', ({ chunks, header }) => TE.fromEither(coloursOf(chunks, header, wrong))),
    TE.bindW('rows', ({ chunks, header }) => rowsOf(file, chunks, header)),
    TE.chainEitherKW(({ header, colours, rows }) => pipe(
      samplesOf(header, rows, wrong),
      E.chain((samples) => (header.form === indexed
        ? painted(header, samples, colours, wrong)
        : E.right(scaled(header, samples, colours)))),
    )),
  )
}

/**
 * The image of a file, as by `parsePng`; one that cannot be read is a `Left`, too.
 *
 * @example
 * await readPng('no.png')() // Left: png: no.png: expected a file that can be read, received no such file
 */
export const readPng = (file: string, limits: Limits = {}): TE.TaskEither<TenfoldError, Image> =>
  pipe(readBytes('png', file, boundOf('png', limits, limited)), TE.chain(parsePng(file, limits)))
