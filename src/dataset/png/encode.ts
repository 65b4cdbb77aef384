/** Images as PNG files. */
import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { joined } from '../../io/joined.js'
import { TenfoldError } from '../../shape/error.js'
import { aString, check, checkOptions, type Kind } from '../../shape/options.js'
import type { Float, Shape } from '../../shape/shape.js'
import { expectTensor } from '../../tensor/argument.js'
import { elements, typeInWords, type AnyTensor, type Tensor } from '../../tensor/tensor.js'
import { writeBytes } from '../file.js'
import { deflated } from '../gzip.js'
import { encodedChunk, encodedHeader, signature } from './chunks.js'

/** Bits in a sample, by default 8: values are rounded to multiples of 1/255, or of 1/65535. */
export interface PngOptions {
  readonly depth?: 8 | 16
}

/** The format's number for so many channels. */
const formOf = [undefined, 0, 4, 2, 6] as const

/** Rows of samples, each behind a 0: no filter. */
const rowsOf = (x: AnyTensor, depth: 8 | 16): Uint8Array => {
  const [height, width, channels] = x.shape as Shape & readonly [number, number, number]
  const [values, bytes, greatest] = [elements(x), depth / 8, depth === 8 ? 255 : 65535]
  const stride = 1 + width * channels * bytes
  const rows = new Uint8Array(height * stride)
  for (let j = 0; j < height; j++) {
    for (let i = 0; i < width * channels; i++) {
      const sample = Math.round((values[j * width * channels + i] as number) * greatest)
      const at = j * stride + 1 + i * bytes
      if (depth === 8) rows[at] = sample
      else rows.set([sample >> 8, sample & 255], at)
    }
  }
  return rows
}

/** What is no image. */
const complaint = (operation: string, x: AnyTensor): TenfoldError | undefined => {
  const shape: Shape = x.shape
  const form = formOf[shape[2] as number]
  const isImage = shape.length === 3 && form !== undefined && !shape.includes(0) && (x.dtype === 'f32' || x.dtype === 'f64')
  const expected = 'an image [height, width, 1 to 4 channels]'
  if (!isImage) return new TenfoldError(operation, { argument: 'x', expected, received: typeInWords(x) })
  const at = elements(x).findIndex((value) => !(value >= 0 && value <= 1))
  if (at < 0) return undefined
  return new TenfoldError(operation, { argument: `element ${at}`, expected: 'a number from 0 to 1', received: elements(x)[at] })
}

const encoded = (operation: string, x: AnyTensor, depth: 8 | 16): TE.TaskEither<TenfoldError, Uint8Array> => {
  const wrong = complaint(operation, x)
  if (wrong !== undefined) return TE.left(wrong)
  const [height, width, channels] = x.shape as Shape & readonly [number, number, number]
  return TE.fromTask(async () => joined([
    Uint8Array.from(signature),
    encodedHeader(width, height, depth, formOf[channels] as number),
    encodedChunk('IDAT', await deflated(rowsOf(x, depth))),
    encodedChunk('IEND', new Uint8Array(0)),
  ]))
}

const aDepth: Kind = { expected: '8 or 16', holds: (x) => x === 8 || x === 16 }
const depthOf = (options: PngOptions): 8 | 16 => checkOptions<PngOptions>('png', options, { depth: aDepth }).depth ?? 8

/**
 * The bytes of an image [height, width, channels] in [0, 1] as a PNG file: grey, grey and opacity, colour, or colour and opacity
 * by its channels. Something else, or a number outside of [0, 1], is a `Left`.
 *
 * @example
 * import * as TE from 'fp-ts/lib/TaskEither.js'
 * const image = t.of([1, 2, 1], [0, 1])
 * const bytes = await encodePng()(image)()
 * await pipe(TE.fromEither(bytes), TE.chain(parsePng('a.png')))() // Right: [[[0], [1]]]
 */
export const encodePng = (options: PngOptions = {}) =>
  <H extends number, W extends number, C extends number, F extends Float>(
    x: Tensor<readonly [H, W, C], F>,
  ): TE.TaskEither<TenfoldError, Uint8Array> => encoded('png', expectTensor('png', 'x', x), depthOf(options))

/**
 * Writes an image as by `encodePng`; the file appears whole or not at all. A file that cannot be written is a `Left`.
 *
 * @example
 * await writePng('no/a.png')(t.zeros([2, 2, 1]))()
 * // Left: png: no/a.png: expected a file that can be written, received no such folder
 */
export const writePng = (file: string, options: PngOptions = {}) =>
  <H extends number, W extends number, C extends number, F extends Float>(
    x: Tensor<readonly [H, W, C], F>,
  ): TE.TaskEither<TenfoldError, void> => {
    check('png', { file }, { file: aString })
    return pipe(encoded('png', expectTensor('png', 'x', x), depthOf(options)), TE.chain(writeBytes('png', file)))
  }
