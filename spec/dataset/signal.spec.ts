import { pipe } from 'fp-ts/lib/function.js'
import { describe, expect, expectTypeOf, it } from 'vitest'
import * as E from 'fp-ts/lib/Either.js'
import * as dataset from '../../src/dataset/index.js'
import * as signal from '../../src/dataset/signal/index.js'
import { check, lift } from '../../src/differentiable/index.js'
import * as random from '../../src/random/index.js'
import * as tensor from '../../src/tensor/index.js'
import { elements, type AnyTensor, type Tensor } from '../../src/tensor/tensor.js'
import { backends, sameBits } from '../backend/each.js'
import * as outside from '../outside/spectra.js'
import { compiled } from '../tensor/compiled.js'

const waves = tensor.of([1, 400], outside.samples, 'f64')
const close = (actual: AnyTensor, expected: outside.Matrix, tolerance: number): void => {
  expect(actual.shape.slice(-2)).toEqual([expected.length, expected[0]!.length])
  const values = expected.flat()
  const scale = Math.max(...values.map(Math.abs))
  tensor.toArray(actual).forEach((v, i) => expect(Math.abs(v - values[i]!)).toBeLessThanOrEqual(tolerance * scale))
}

describe.each(outside.cases.map((c) => ({ ...c, name: `${c.options.window} ${c.options.length}, ${c.options.scale}` })))('$name', (c) => {
  const features = [
    ['spectrogram', signal.spectrogram(c.options), c.spectrogram],
    ['power in bands', signal.melSpectrogram(c.options), c.power],
    ['logarithm', signal.logMel(c.options), c.log],
    ['cepstrum', signal.mfcc(c.options), c.cepstrum],
  ] as const
  it.each(features)('%s: the values from outside', (_, feature, expected) => {
    close((feature as (x: AnyTensor) => AnyTensor)(waves), expected, 1e-12)
    close((feature as (x: AnyTensor) => AnyTensor)(pipe(waves, tensor.cast('f32'))), expected, 2e-6)
  })

  it('has the filters from outside', () => close(signal.melFilters(c.options), c.filters, 1e-7))

  it.each(backends)('gives the same bits on $name, compiled and in pieces', (backend) => {
    const batch = random.normal(random.key(3), [5, 400])
    for (const [, feature] of features) {
      const plain = elements((feature as (x: AnyTensor) => AnyTensor)(batch))
      const run = compiled(backend, feature as (x: AnyTensor) => AnyTensor, batch)
      expect(sameBits(elements(run), plain)).toBe(true)
      expect(sameBits(elements(dataset.rowwise(feature as (x: AnyTensor) => AnyTensor, { backend })(batch)), plain)).toBe(true)
    }
  })
})

describe('windows', () => {
  it.each(['hann', 'hamming'] as const)('%s has the values from outside', (name) => {
    const window = signal[name](9)
    expectTypeOf(window).toEqualTypeOf<Tensor<readonly [9]>>()
    tensor.toArray(window).forEach((v, i) => expect(v).toBeCloseTo(outside.windows[name][i]!, 7))
  })

  it('of half their length after each other add up to one', () => {
    const window = tensor.toArray(signal.hann(64))
    window.slice(0, 32).forEach((v, i) => expect(v + window[i + 32]!).toBeCloseTo(1, 7))
  })
})

describe('frames', () => {
  const x = tensor.of([1, 6], [1, 2, 3, 4, 5, 6])
  it('overlap, and are centred by zeros around', () => {
    const cut = pipe(x, signal.frames({ length: 4, step: 2 }))
    expectTypeOf(cut).toEqualTypeOf<Tensor<readonly [1, 2, 4]>>()
    expect(tensor.toArray(cut)).toEqual([1, 2, 3, 4, 3, 4, 5, 6])
    const centred = pipe(x, signal.frames({ length: 4, step: 2, padding: [2, 2] }))
    expectTypeOf(centred).toEqualTypeOf<Tensor<readonly [1, 4, 4]>>()
    expect(tensor.toArray(centred)).toEqual([0, 0, 1, 2, 1, 2, 3, 4, 3, 4, 5, 6, 5, 6, 0, 0])
  })
})

describe('a spectrogram', () => {
  it('has the power of the waveform (Parseval)', () => {
    const x = random.normal(random.key(1), [3, 32], 'f64')
    const power = pipe(x, signal.spectrogram({ length: 32, step: 32, window: 'rectangular' }))
    expectTypeOf(power).toEqualTypeOf<Tensor<readonly [3, 1, 17], 'f64'>>()
    const sums = tensor.toArray(pipe(x, tensor.square, tensor.sum([1])))
    const rows = tensor.toArray(power)
    sums.forEach((sum, i) => {
      const [first, ...rest] = rows.slice(17 * i, 17 * i + 17)
      const last = rest.pop()!
      expect((first! + last + 2 * rest.reduce((a, b) => a + b, 0)) / 32).toBeCloseTo(sum, 10)
    })
  })

  it('of a tone is at its frequency alone, exactly', () => {
    const tone = tensor.of([1, 8], [0, 1, 0, -1, 0, 1, 0, -1])
    const power = pipe(tone, signal.spectrogram({ length: 8, step: 8, window: 'rectangular' }))
    expect(tensor.toArray(power)).toEqual([0, 0, 16, 0, 0])
  })

  it('does not depend on when it begins to sound, shifted by whole steps', () => {
    const x = random.uniform(random.key(2), [1, 64])
    const spectrum = signal.spectrogram({ length: 16, step: 4 })
    const all = tensor.toArray(spectrum(x))
    const later = tensor.toArray(pipe(x, tensor.slice([[0, 1], [8, 64]]), spectrum))
    expect(later).toEqual(all.slice(2 * 9))
  })
})

describe('features', () => {
  const options = { length: 16, step: 8, rate: 8000, bands: 4, floor: 1e-3 } as const
  it('have types', () => {
    const x = random.normal(random.key(0), [2, 100])
    expectTypeOf(signal.logMel(options)(x)).toEqualTypeOf<Tensor<readonly [2, 11, 4]>>()
    expectTypeOf(signal.mfcc({ ...options, coefficients: 3 })(x)).toEqualTypeOf<Tensor<readonly [2, 11, 3]>>()
    expectTypeOf(dataset.rowwise(signal.logMel(options))(x)).toEqualTypeOf<Tensor<readonly [2, 11, 4]>>()
    expect(signal.mfcc({ ...options, coefficients: 3 })(x).shape).toEqual([2, 11, 3])
  })

  it('have derivatives', () => {
    const features = [signal.spectrogram(options), signal.logMel(options), signal.mfcc({ ...options, coefficients: 3 })]
    const x = random.normal(random.key(5), [2, 40], 'f64')
    for (const feature of features)
      expect(check(lift(feature as (x: Tensor<readonly [2, 40], 'f64'>) => AnyTensor), x, random.key(7))).toEqual(E.right(undefined))
  })

  it('of silence are the floor', () => {
    const silence = pipe(tensor.zeros([1, 40]), signal.logMel({ ...options, floor: 1 }))
    expect(new Set(tensor.toArray(silence))).toEqual(new Set([0]))
  })

  const any = options as signal.CepstrumOptions
  it.each([
    ['a frame longer than the waveform', () => signal.frames({ length: 8, step: 4 } as signal.FramesOptions)(tensor.zeros([1, 7]) as AnyTensor),
      'signal.frames: kernel 8 is larger than 7'],
    ['frames that do not move', () => signal.spectrogram({ length: 4, step: 0 } as signal.SpectrogramOptions)(tensor.zeros([1, 7]) as AnyTensor),
      'signal.spectrogram: step should be a whole number of at least 1, but is 0'],
    ['one waveform', () => signal.spectrogram(options)(tensor.zeros([7]) as AnyTensor), 'x should be waveforms [batch, samples] of f32 or f64'],
    ['no bands', () => signal.melSpectrogram({ ...any, bands: 0 }), 'bands should be a whole number of at least 1, but is 0'],
    ['no rate', () => signal.logMel({ ...any, rate: NaN }), 'rate should be samples in a second, but is NaN'],
    ['frequencies that are not there', () => signal.logMel({ ...any, high: 4001 }), 'low and high should be 0 ≤ low < high ≤ 4000, half the rate'],
    ['a floor below 0', () => signal.logMel({ ...any, floor: -1 }), 'floor should be a finite number above 0'],
    ['more coefficients than bands', () => signal.mfcc({ ...any, coefficients: 5 }), 'coefficients should be at most 4, the number of bands, but is 5'],
  ])('refuse %s', (_, use, message) => { expect(use).toThrow(message) })

  it('of rows are of rows alone', () => {
    expect(() => dataset.rowwise((x: AnyTensor) => pipe(x, tensor.sum([0])))(tensor.zeros([4, 2])))
      .toThrow('dataset.rowwise: f should be a function of f32 [rows, ...] to f32 [rows, ...]')
    expect(() => dataset.rowwise((x: AnyTensor) => x)(tensor.zeros([4], 'i32'))).toThrow('x should be a tensor [rows, ...] of floats')
  })
})
