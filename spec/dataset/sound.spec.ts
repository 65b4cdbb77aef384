/** WAV files, archives, and the recordings in them. */
import * as E from 'fp-ts/lib/Either.js'
import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, expectTypeOf, it } from 'vitest'
import { FileError, parseTar, parseWav, readTar, readWav, type Dataset } from '../../src/dataset/index.js'
import { readRecordings, readSpokenDigits } from '../../src/dataset/known/index.js'
import * as tensor from '../../src/tensor/index.js'
import { root } from '../examples/program.js'
import { temporaryFolder } from '../folder.js'
import { left, right } from '../either.js'
import { chunk, entry, format, riff, tar, wav } from './sounds.js'

const parsed = (bytes: Uint8Array) => right(parseWav('a.wav')(bytes))
const refused = (bytes: Uint8Array): string => {
  const error = left(parseWav('a.wav')(bytes))
  expect(error).toBeInstanceOf(FileError)
  return error.message
}
const text = (x: string): Uint8Array => new TextEncoder().encode(x)
const pcm = (bits: number, channels = 1) => format({ code: 1, channels, rate: 8000, bits })
const doubles = (...values: readonly number[]): readonly number[] => [...new Uint8Array(Float64Array.from(values).buffer)]
const floats = (...values: readonly number[]): readonly number[] => [...new Uint8Array(Float32Array.from(values).buffer)]
const extended = (code: number, bits: number): readonly number[] => {
  const plain = format({ code: 0xfffe, channels: 1, rate: 8000, bits }).slice(8)
  return chunk('fmt ', [...plain, 22, 0, bits, 0, 4, 0, 0, 0, code, 0, ...new Uint8Array(14)])
}

describe('a WAV file', () => {
  it.each([
    ['8 bits', pcm(8), [0, 128, 192, 255], [-1, 0, 0.5, 127 / 128]],
    ['16 bits', pcm(16), [0, 0x80, 0xff, 0xff, 1, 0, 0xff, 0x7f], [-1, -1 / 32768, 1 / 32768, 32767 / 32768]],
    ['24 bits', pcm(24), [0, 0, 0x80, 0xff, 0xff, 0xff, 1, 0, 0], [-1, -1 / 8388608, 1 / 8388608]],
    ['32 bits', pcm(32), [0, 0, 0, 0x80, 0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0x40], [-1, -1 / 2147483648, 0.5]],
    ['floats', format({ code: 3, channels: 1, rate: 8000, bits: 32 }), floats(-2, 0.1), [-2, Math.fround(0.1)]],
    ['doubles', format({ code: 3, channels: 1, rate: 8000, bits: 64 }), doubles(-2, 0.1), [-2, Math.fround(0.1)]],
    ['extensible, 16 bits', extended(1, 16), [0, 0x40], [0.5]],
    ['extensible, floats', extended(3, 32), floats(0.25), [0.25]],
  ])('of %s is read', (_, form, data, values) => {
    const { rate, waveform } = parsed(riff(form, chunk('data', data)))
    expect({ rate, shape: waveform.shape, values: tensor.toArray(waveform) }).toEqual({ rate: 8000, shape: [values.length, 1], values })
  })

  it('of 16 bits is what was written, at any place in memory', () => {
    fc.assert(fc.property(fc.array(fc.integer({ min: -32768, max: 32767 }), { minLength: 1 }), fc.nat(5), (samples, shift) => {
      const bytes = new Uint8Array([...new Uint8Array(shift), ...wav(samples)]).subarray(shift)
      expect(tensor.toArray(parsed(bytes).waveform)).toEqual(samples.map((x) => x / 32768))
    }))
  })

  it('has channels side by side, and chunks of any kind before the samples', () => {
    const list = chunk('LIST', [1, 2, 3])
    const { waveform } = parsed(riff(list, pcm(8, 2), list, chunk('data', [128, 0, 64, 192]), [9, 9]))
    expect(waveform.shape).toEqual([2, 2])
    expect(tensor.toArray(waveform)).toEqual([0, -1, -0.5, 0.5])
  })

  const [pair, values] = [[0, 0x80, 0xff, 0x7f], [-1, 32767 / 32768]]
  /** A chunk of samples of which another size is written, in a file of which another size is written. */
  const piped = (name: string, written: readonly number[], whole: readonly number[], ...chunks: readonly (readonly number[])[]): Uint8Array => {
    const bytes = riff(...chunks, [...text('data'), ...written, ...pair])
    bytes.set(text(name))
    bytes.set(whole, 4)
    return bytes
  }
  const [all, most, none] = [[255, 255, 255, 255], [0, 0xf0, 255, 0x7f], [0, 0, 0, 0]]
  it.each([
    ['ffmpeg, through a pipe', piped('RIFF', all, all, pcm(16), chunk('LIST', [...text('INFOISFT'), 3, 0, 0, 0, 1, 2, 3, 0]))],
    ['sox, through a pipe', piped('RIFF', most, [0x24, 0xf0, 255, 0x7f], pcm(16))],
    ['a program that was ended', piped('RIFF', none, none, pcm(16))],
    ['a program that was ended before it wrote a size', piped('RIFF', none, [36, 0, 0, 0], pcm(16))],
    ['ffmpeg, of 64 bits', piped('RF64', all, all, chunk('ds64', [...Array(8).fill(0), 4, ...Array(19).fill(0)]), pcm(16))],
    ['ffmpeg, of 64 bits through a pipe', piped('RF64', all, all, chunk('ds64', Array(28).fill(0)), pcm(16))],
  ])('of %s goes on to its end', (_, bytes) => {
    expect(tensor.toArray(parsed(bytes).waveform)).toEqual(values)
    // Of a sample that is not whole there is none.
    expect(tensor.toArray(parsed(Uint8Array.from([...bytes, 1])).waveform).slice(0, 2)).toEqual(values)
  })

  it('whose size is written and does not fit is a Left all the same', () => {
    const long = chunk('ds64', [...Array(8).fill(0), 5, ...Array(19).fill(0)])
    expect(refused(piped('RF64', all, all, long, pcm(16)))).toContain('expected 5 bytes of "data", received 4: the file is cut off')
    expect(refused(piped('RIFF', [255, 255, 255, 0x7e], all, pcm(16)))).toContain('expected 2130706431 bytes of "data", received 4')
    // Finished, with no samples and a chunk behind them.
    expect(refused(riff(pcm(16), chunk('data', []), chunk('LIST', [1, 2])))).toContain('some blocks of 2 bytes in "data", received 0 bytes')
  })

  const wide = format({ code: 1, channels: 1, rate: 8000, bits: 24 })
  const inFours = (data: readonly number[]): Uint8Array => {
    const bytes = riff(wide, chunk('data', data))
    bytes[32] = 4
    return bytes
  }
  it.each([
    ['upper', [0, 0, 0, 0x80, 0, 255, 255, 255, 0, 1, 0, 0]],
    ['lower', [0, 0, 0x80, 255, 255, 255, 255, 255, 1, 0, 0, 0]],
    ['lower, after 0', [0, 0, 0x80, 0, 255, 255, 255, 0, 1, 0, 0, 0]],
  ])('of 24 bits in blocks of 4 bytes is read, in the %s bytes', (_, data) => {
    expect(tensor.toArray(parsed(inFours(data)).waveform)).toEqual([-1, -1 / 8388608, 1 / 8388608])
  })
  it('of floats in blocks that should have 24 bits is a Left', () => {
    expect(refused(inFours(floats(0.1, -3)))).toContain('byte 44: expected 24 of the 32 bits in each block, received others: they may be floats')
  })

  it('that would become more than the caller allows is a Left', () => {
    const bytes = riff(pcm(8), chunk('data', Array(1000).fill(128)))
    expect(left(parseWav('a.wav', { maxBytes: 3999 })(bytes)).message).toContain('at most 3999 bytes (maxBytes), received 4000 of samples')
    expect(right(parseWav('a.wav', { maxBytes: 4000 })(bytes)).waveform.shape).toEqual([1000, 1])
  })

  const good = wav([1, 2, 3])
  const other = (at: number, ...bytes: readonly number[]): Uint8Array => {
    const changed = Uint8Array.from(good)
    changed.set(bytes, at)
    return changed
  }
  it.each([
    ['nothing', new Uint8Array(0), 'a.wav, byte 0: expected a header of 12 bytes, received the end of the file'],
    ['text', text('Hello, World'), 'a.wav, byte 0: expected "RIFF", as WAV files begin, received "Hell"'],
    ['big-endian chunks', other(0, ...text('RIFX')), 'byte 0: expected "RIFF", as WAV files begin, received "RIFX"'],
    ['a film', other(8, ...text('AVI ')), 'byte 8: expected "WAVE", received "AVI "'],
    ['no format', riff(chunk('data', [1, 2])), 'byte 12: expected a chunk "fmt " before "data", received none'],
    ['a short format', riff(chunk('fmt ', [1, 0]), chunk('data', [1])), 'byte 20: expected at least 16 bytes of "fmt ", received 2'],
    ['a short extensible format', riff(format({ code: 0xfffe, channels: 1, rate: 1, bits: 8 }), chunk('data', [1])),
      'byte 20: expected at least 40 bytes of an extensible "fmt ", received 16'],
    ['no samples', riff(pcm(16)), 'byte 36: expected a chunk "data", received the end of the file'],
    ['an empty chunk of samples', riff(pcm(16), chunk('data', [])), 'byte 40: expected some blocks of 2 bytes in "data", received 0 bytes'],
    ['half a sample', riff(pcm(16), chunk('data', [1, 2, 3])), 'byte 40: expected some blocks of 2 bytes in "data", received 3 bytes'],
    ['samples cut off', good.subarray(0, good.length - 1), 'byte 36: expected 6 bytes of "data", received 5: the file is cut off'],
    ['a chunk cut off', good.subarray(0, 40), 'byte 36: expected a chunk, of at least 8 bytes, received 4: the file is cut off'],
    ['µ-law', other(20, 7), 'byte 20: expected PCM of 8, 16, 24 or 32 bits or floats of 32 or 64, received µ-law of 16 bits'],
    ['MP3', other(20, 85), 'received MP3 of 16 bits'],
    ['an unknown form', other(20, 99), 'received format 99 of 16 bits'],
    ['12 bits', other(34, 12), 'received PCM of 12 bits'],
    ['no channel', other(22, 0), 'byte 22: expected at least 1 channel and 1 sample in a second, received 0 and 8000'],
    ['blocks of another size', other(32, 4), 'byte 32: expected blocks of 2 bytes, 1 × 16 bits, received 4'],
  ])('with %s is a Left that names the byte', (_, bytes, message) => { expect(refused(bytes)).toContain(message) })

  it('never throws', () => {
    fc.assert(fc.property(fc.array(fc.tuple(fc.nat(good.length - 1), fc.nat(255))), fc.nat(good.length), (changes, end) => {
      const bytes = Uint8Array.from(good)
      for (const [at, byte] of changes) bytes[at] = byte
      parseWav('a.wav')(bytes.subarray(0, end))
    }))
  })
})

describe('an archive', () => {
  const files = [['a.txt', 'alpha'], ['folder/b.bin', ''], ['c', 'x'.repeat(1500)]] as const
  const whole = tar(...files.map(([name, content]) => entry(name, text(content))))
  const names = (bytes: Uint8Array): readonly string[] => right(parseTar('a.tar')(bytes)).map(({ name }) => name)

  it('has its files in order', () => {
    const read = right(parseTar('a.tar')(whole))
    expect(read.map(({ name, bytes }) => [name, new TextDecoder().decode(bytes)])).toEqual(files)
  })

  it('leaves out folders and links, and knows long names', () => {
    const empty = new Uint8Array(0)
    const long = `${'folder/'.repeat(30)}file`
    const record = `path=${long}\n`
    const pax = `${record.length + 4} ${record}`
    expect(names(tar(entry('folder/', empty, '5'), entry('link', empty, '2'), entry('f', empty, '0', 'some/folder')))).toEqual(['some/folder/f'])
    expect(names(tar(entry('x', text(pax), 'x'), entry('short', empty), entry('next', empty)))).toEqual([long, 'next'])
    expect(names(tar(entry('x', text(`${long}\0`), 'L'), entry('short', empty), entry('next', empty)))).toEqual([long, 'next'])
  })

  it('is what the system\'s own program makes, compressed or not', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'tenfold-tar-'))
    try {
      // Longer than the field for names, shorter than that for names and folders.
      const deep = `in/${'deep/'.repeat(26)}`
      await mkdir(join(folder, deep), { recursive: true })
      const content = Uint8Array.from({ length: 3000 }, (_, i) => (i * 7) % 256)
      await writeFile(join(folder, deep, 'file.bin'), content)
      for (const form of ['ustar', 'pax', 'gnu']) {
        execFileSync('tar', [`--format=${form}`, '-czf', 'out.tar.gz', 'in'], { cwd: folder })
        const read = right(await readTar(join(folder, 'out.tar.gz'))())
        expect(read).toEqual([{ name: `${deep}file.bin`, bytes: content }])
      }
    } finally {
      await rm(folder, { recursive: true })
    }
  })

  const damaged = Uint8Array.from(whole)
  damaged[3]! ^= 1
  it.each([
    ['nothing', new Uint8Array(0), 'a.tar, byte 0: expected an archive, received an empty file'],
    ['text', text('not a tar'.repeat(100)), 'a.tar, byte 0: expected the header of a file, with its checksum, received another block'],
    ['a header cut off', whole.subarray(0, 1200), 'a.tar, byte 1024: expected a header of 512 bytes, received 176'],
    ['a file cut off', whole.subarray(0, 2400), 'a.tar, c, byte 2048: expected 1500 bytes, received 352: the file is cut off'],
    ['another byte in a name', damaged, 'a.tar, byte 0: expected the header of a file, with its checksum, received another block'],
  ])('with %s is a Left that names the byte', (_, bytes, message) => {
    expect(left(parseTar('a.tar')(bytes)).message).toContain(message)
  })

  it('never throws', () => {
    fc.assert(fc.property(fc.nat(whole.length - 1), fc.nat(255), fc.nat(whole.length), (at, byte, end) => {
      const bytes = Uint8Array.from(whole)
      bytes[at] = byte
      parseTar('a.tar')(bytes.subarray(0, end))
    }))
  })
})

describe('spoken digits', () => {
  const { at, written } = temporaryFolder()
  const archive = async (...files: readonly (readonly [string, Uint8Array])[]): Promise<string> => {
    const file = await written(gzipSync(tar(...files.map(([name, bytes]) => entry(`recordings/${name}`, bytes)))), 'recordings.tar.gz')
    return file
  }

  it('are split by take, and cut or filled to one length', async () => {
    const file = await archive(
      ['0_theo_4.wav', wav([16384, -16384])], ['7_jackson_32.wav', wav([8192])], ['9_lucas_5.wav', wav([1, 2, 3, 4, 5])],
    )
    const { train, test, speakers } = right(await readSpokenDigits(file, { samples: 3 })())
    expect(speakers).toEqual({ train: ['jackson', 'lucas'], test: ['theo'] })
    expectTypeOf(test).toEqualTypeOf<Dataset<readonly [3], readonly [], 'i32'>>()
    expect(tensor.toArray(train.targets)).toEqual([7, 9])
    expect(tensor.toArray(train.inputs)).toEqual([0.25, 0, 0, 1 / 32768, 2 / 32768, 3 / 32768])
    expect(tensor.toArray(test.inputs)).toEqual([0.5, -0.5, 0])
    expect(right(await readRecordings(file)())[1]).toMatchObject({ digit: 7, speaker: 'jackson', take: 32 })
    expectTypeOf(right(await readSpokenDigits(file)()).train).toEqualTypeOf<Dataset<readonly [8000], readonly [], 'i32'>>()
  })

  it.each([
    ['another name', 'seven.wav', wav([1]), 'recordings.tar.gz, recordings/seven.wav: expected recordings named as 7_jackson_32.wav'],
    ['a broken recording', '7_theo_0.wav', wav([1]).subarray(0, 45),
      'recordings.tar.gz, recordings/7_theo_0.wav, byte 36: expected 2 bytes of "data", received 1: the file is cut off'],
    ['another rate', '7_theo_0.wav', wav([1], 44100),
      'recordings.tar.gz, recordings/7_theo_0.wav: expected 1 channel at 8000 samples a second, received 1 at 44100'],
    ['no test', '7_theo_10.wav', wav([1]), 'expected recordings of takes from 5 on and of takes 0–4, received 1 and 0'],
  ])('with %s are a Left that says so', async (_, name, bytes, message) => {
    expect(left(await readSpokenDigits(await archive([name, bytes]))()).message).toContain(message)
  })

  const real = join(root, '../shared/data/fsdd/recordings.tar.gz')
  it.runIf(existsSync(real))('are all there in the real archive', async () => {
    const { train, test } = right(await readSpokenDigits(real)())
    expect([train.size, test.size]).toEqual([2700, 300])
    const counts = (labels: readonly number[]) => Array.from({ length: 10 }, (_, digit) => labels.filter((label) => label === digit).length)
    expect(counts(tensor.toArray(test.targets))).toEqual(Array(10).fill(30))
    expect(counts(tensor.toArray(train.targets))).toEqual(Array(10).fill(270))
  })

  it('of a file that is read is a sound', async () => {
    const file = await written(wav([0, 16384]), 'one.wav')
    expect(await readFile(file)).toHaveLength(48)
    expect(tensor.toArray(right(await readWav(file)()).waveform)).toEqual([0, 0.5])
    expect(E.isLeft(await readWav(at('none.wav'))())).toBe(true)
  })
})
