/**
 * WAV files: RIFF chunks, of which `fmt ` says what the samples in `data` are. Bytes come from outside, so every way in which
 * they can be wrong is a `Left` that names file, byte and reason.
 */
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import type { TenfoldError } from '../shape/error.js'
import { concrete, type Tensor } from '../tensor/tensor.js'
import { expectBytes } from './bytes.js'
import { readBytes } from './file.js'
import { boundOf, limited, tooLarge, type Limits } from './limit.js'
import { FileError } from './place.js'

/** Samples in [-1, 1), [samples, channels], and how many there are in a second. */
export interface Sound {
  readonly rate: number
  readonly waveform: Tensor<readonly [number, number]>
}

/** Reads one sample of a form, scaled. */
type Sample = (view: DataView, at: number) => number

/** Samples by code and bits: whole numbers become fractions of the greatest, rounded once where there are more than 24 bits. */
const forms: Readonly<Record<string, Sample>> = {
  '1 8': (view, at) => (view.getUint8(at) - 128) / 128,
  '1 16': (view, at) => view.getInt16(at, true) / 32768,
  '1 24': (view, at) => ((view.getInt8(at + 2) << 16) | view.getUint16(at, true)) / 8388608,
  '1 32': (view, at) => view.getInt32(at, true) / 2147483648,
  '3 32': (view, at) => view.getFloat32(at, true),
  '3 64': (view, at) => view.getFloat64(at, true),
}

/**
 * Reads 24 bits out of 4 bytes: the upper ones, as the format has it, where the lowest byte of all samples is 0, else the lower
 * ones, where the highest byte repeats the sign or is 0. Anything else is no such samples: some programs put floats there.
 */
const wideSample = (view: DataView, { start, size }: Chunk): Sample | undefined => {
  let [areUpper, areLower, areUnsigned] = [true, true, true]
  for (let at = start; at + 4 <= start + size; at += 4) {
    const highest = view.getInt8(at + 3)
    if (view.getUint8(at) !== 0) areUpper = false
    if (highest !== view.getInt8(at + 2) >> 7) areLower = false
    if (highest !== 0) areUnsigned = false
  }
  return areUpper ? (v, at) => v.getInt32(at, true) / 2147483648
    : areLower || areUnsigned ? (v, at) => (v.getInt32(at, true) << 8) / 2147483648
    : undefined
}

const readable = 'PCM of 8, 16, 24 or 32 bits or floats of 32 or 64'
const codes: Readonly<Record<number, string>> = { 1: 'PCM', 2: 'ADPCM', 3: 'floats', 6: 'A-law', 7: 'µ-law', 85: 'MP3' }

/** Says that samples follow in a form that is written further on. */
const extensible = 0xfffe

interface Format {
  readonly channels: number
  readonly rate: number
  readonly bytes: number
  /** None where the samples themselves tell how they lie. */
  readonly sample: Sample | undefined
}

/** A chunk's name, where its content begins, and how long it is. */
interface Chunk {
  readonly name: string
  readonly start: number
  readonly size: number
}

const nameAt = (view: DataView, at: number): string =>
  String.fromCharCode(...Array.from({ length: 4 }, (_, i) => view.getUint8(at + i)))

/** What is wrong at a byte. */
type Wrong = (byte: number, expected: string, received: string) => E.Either<FileError, never>

/** What programs write that cannot go back to say how much they wrote, since they write to a pipe: these, or more. */
const untold = 0x7ffff000

/** How many bytes of samples follow: to the end, where the file was not finished; with sizes of 64 bits (RF64), as `ds64` says. */
const sizeOfData = (view: DataView, written: number, there: number, chunks: readonly Chunk[]): number => {
  const long = chunks.find(({ name, size }) => name === 'ds64' && size >= 16)
  const size = long !== undefined && written === 0xffffffff ? Number(view.getBigUint64(long.start + 8, true)) : written
  const isFinished = view.getUint32(4, true) + 8 === view.byteLength
  return (size === 0 && !isFinished) || (size > there && written >= untold && size === written) ? there : size
}

/** Chunks that are read; of others only the size counts. */
const needed = ['fmt ', 'ds64', 'data']

/** The chunks up to `data`, which must be there; no other may reach beyond the end. */
const chunksOf = (view: DataView, wrong: Wrong): E.Either<FileError, readonly Chunk[]> => {
  const chunks: Chunk[] = []
  for (let at = 12; at < view.byteLength;) {
    if (view.byteLength - at < 8) return wrong(at, 'a chunk, of at least 8 bytes', `${view.byteLength - at}: the file is cut off`)
    const [name, start, written, there] = [nameAt(view, at), at + 8, view.getUint32(at + 4, true), view.byteLength - at - 8]
    const chunk = { name, start, size: name === 'data' ? sizeOfData(view, written, there, chunks) : written }
    if (chunk.size > there)
      return wrong(at, `${chunk.size} bytes of ${JSON.stringify(chunk.name)}`, `${there}: the file is cut off`)
    if (needed.includes(chunk.name)) chunks.push(chunk)
    if (chunk.name === 'data') return E.right(chunks)
    // Chunks begin at even bytes.
    at = chunk.start + chunk.size + (chunk.size % 2)
  }
  return wrong(view.byteLength, 'a chunk "data"', 'the end of the file')
}

const formatOf = (view: DataView, chunks: readonly Chunk[], wrong: Wrong): E.Either<FileError, Format> => {
  const chunk = chunks.find(({ name }) => name === 'fmt ')
  if (chunk === undefined) return wrong((chunks.at(-1) as Chunk).start - 8, 'a chunk "fmt " before "data"', 'none')
  const { start, size } = chunk
  if (size < 16) return wrong(start, 'at least 16 bytes of "fmt "', String(size))
  const written = view.getUint16(start, true)
  if (written === extensible && size < 40) return wrong(start, 'at least 40 bytes of an extensible "fmt "', String(size))
  const code = written === extensible ? view.getUint16(start + 24, true) : written
  const short = (at: number): number => view.getUint16(start + at, true)
  const [channels, rate, bits] = [short(2), view.getUint32(start + 4, true), short(14)]
  const block = short(12)
  const sample = forms[`${code} ${bits}`]
  if (sample === undefined) return wrong(start, readable, `${codes[code] ?? `format ${code}`} of ${bits} bits`)
  if (channels === 0 || rate === 0)
    return wrong(start + 2, 'at least 1 channel and 1 sample in a second', `${channels} and ${rate}`)
  const isWide = code === 1 && bits === 24 && block === 4 * channels
  const bytes = isWide ? 4 : bits / 8
  const expected = channels * bytes
  if (block !== expected) return wrong(start + 12, `blocks of ${expected} bytes, ${channels} × ${bits} bits`, String(block))
  return E.right({ channels, rate, bytes, sample: isWide ? undefined : sample })
}

/** The samples of a chunk; of one whose size nobody has written, the whole blocks. */
const soundOf = (
  view: DataView, chunk: Chunk, { channels, rate, bytes, sample: known }: Format, wrong: Wrong,
): E.Either<FileError, Sound> => {
  const block = channels * bytes
  const { start } = chunk
  const isTold = view.getUint32(start - 4, true) === chunk.size
  const size = isTold ? chunk.size : chunk.size - chunk.size % block
  if (size % block !== 0 || size === 0) return wrong(start - 4, `some blocks of ${block} bytes in "data"`, `${size} bytes`)
  const sample = known ?? wideSample(view, { ...chunk, size })
  if (sample === undefined) return wrong(start, '24 of the 32 bits in each block', 'others: they may be floats')
  const values = new Float32Array(size / bytes)
  for (let i = 0; i < values.length; i++) values[i] = sample(view, start + i * bytes)
  const waveform = concrete({ shape: [size / block, channels], dtype: 'f32' }, values) as Sound['waveform']
  return E.right({ rate, waveform })
}

/**
 * The sound of a WAV file: PCM of 8, 16, 24 or 32 bits, or floats of 32 or 64, of any number of channels. Where the size of the
 * samples was never written, since the file came through a pipe, they go on to the end. Bytes that are something else, or cut
 * off, are a `Left` that names the byte.
 *
 * @example
 * parseWav('hum.wav')(new Uint8Array([0x52, 0x49, 0x46, 0x46, 0, 0, 0, 0, 0x41, 0x56, 0x49, 0x20]))
 * // Left: wav: hum.wav, byte 8: expected "WAVE", received "AVI "
 */
export const parseWav = (file: string, limits: Limits = {}) => {
  const maxBytes = boundOf('wav', limits, limited)
  return (given: Uint8Array): E.Either<FileError, Sound> =>
    pipe(expectBytes('wav', file, given), E.chain((bytes) => parsed(file, bytes, maxBytes)))
}

const parsed = (file: string, bytes: Uint8Array, maxBytes: number): E.Either<FileError, Sound> => {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const wrong: Wrong = (byte, expected, received) => E.left(new FileError('wav', file, { byte }, expected, received))
  if (view.byteLength < 12) return wrong(view.byteLength, 'a header of 12 bytes', 'the end of the file')
  const [riff, wave] = [nameAt(view, 0), nameAt(view, 8)]
  if (riff !== 'RIFF' && riff !== 'RF64') return wrong(0, '"RIFF", as WAV files begin', JSON.stringify(riff))
  if (wave !== 'WAVE') return wrong(8, '"WAVE"', JSON.stringify(wave))
  return pipe(
    chunksOf(view, wrong),
    E.chain((chunks) => pipe(
      formatOf(view, chunks, wrong),
      E.chain((format) => {
        const [data, floats] = [chunks.at(-1) as Chunk, Math.floor((chunks.at(-1) as Chunk).size / format.bytes) * 4]
        return floats > maxBytes ? E.left(tooLarge('wav', file, { byte: data.start }, maxBytes, `${floats} of samples`))
          : soundOf(view, data, format, wrong)
      }),
    )),
  )
}

/**
 * The sound of a file, as by `parseWav`; one that cannot be read is a `Left`, too.
 *
 * @example
 * await readWav('no.wav')() // Left: wav: no.wav: expected a file that can be read, received no such file
 */
export const readWav = (file: string, limits: Limits = {}): TE.TaskEither<TenfoldError, Sound> =>
  pipe(readBytes('wav', file, boundOf('wav', limits, limited)), TE.chainEitherKW(parseWav(file, limits)))
