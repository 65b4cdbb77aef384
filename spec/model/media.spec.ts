/** Models of images, sounds and texts. */
import * as E from 'fp-ts/lib/Either.js'
import { describe, expect, test } from 'vitest'
import { dataset, model, pipe, random, tensor as t, text } from '../../src/index.js'
import { fromBase64 } from '../../src/program/base64.js'
import { right } from './drawn.js'

const digits = ['zero', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine'] as const

const left = (either: E.Either<{ readonly message: string }, unknown>): string => (E.isLeft(either) ? either.left.message : 'no error')

describe('images', () => {
  const definition = model.define({
    input: model.image([28, 28, 1]), output: model.classes('digit', digits), network: model.convolutional({ filters: [8, 16] }),
  })
  const drawn = (count: number, seed: number) => {
    const { inputs, targets } = dataset.drawnDigits({ count, key: random.key(seed) })
    const [labels, pixels] = [t.toArray(targets), t.toArray(inputs)]
    return labels.map((label, i) => ({
      image: t.of([28, 28, 1], pixels.slice(784 * i, 784 * (i + 1))), digit: digits[label] as typeof digits[number],
    }))
  }

  test('drawn digits are told apart, and the file has all that it needs', async () => {
    const { model: made, result } = await right(pipe(drawn(500, 1), model.train(definition, { epochs: 6, seed: 1, learningRate: 0.003 })))
    expect(result?.figures['accuracy']).toBeGreaterThanOrEqual(0.9)
    const open = await right(model.decode(model.encode(made)))
    const images = drawn(9, 2).map(({ image }) => image)
    expect(open.predictAll(images as never)).toEqual(made.predictAll(images))
    // What is shown of a case is its image.
    const [first] = result?.cases ?? []
    expect(first?.shown).toMatchObject({ kind: 'image', height: 28, width: 28, channels: 1 })
    expect(first?.shown.kind === 'image' ? fromBase64(first.shown.pixels).length : 0).toBe(784)
  })

  test('of another size are a Left', async () => {
    const { model: made } = await right(pipe(drawn(20, 1), model.train(definition, { epochs: 1, batchSize: 16 })))
    expect(left(made.predict(t.zeros([8, 8, 1]) as dataset.Image))).toContain('image should be f32[28, 28, 1], but is f32[8, 8, 1]')
    expect(left(made.predict(t.full([28, 28, 1], NaN)))).toContain('pixels that are not finite')
  })
})

describe('sounds', () => {
  const rate = 4000
  const definition = model.define({
    input: model.sound({ rate, seconds: 0.25, bands: 16 }), output: model.truth('high'), network: model.convolutional({ filters: [8], kernel: 5 }),
  })
  // Sines from the package's own functions: the same on every machine.
  const tone = (hertz: number, samples: number): dataset.Sound =>
    ({ rate, waveform: pipe(t.range(samples), t.cast('f32'), t.mul(2 * Math.PI * hertz / rate), t.sin, t.reshape([samples, 1])) as dataset.Sound['waveform'] })
  const examples = Array.from({ length: 48 }, (_, i) =>
    ({ sound: tone(i % 2 === 0 ? 300 + 10 * i : 1000 + 10 * i, 700 + 11 * i), high: i % 2 === 1 }))

  test('of any length are told apart by their bands', async () => {
    const { model: made, result } = await right(pipe(examples, model.train(definition, { epochs: 25, seed: 2, learningRate: 0.01 })))
    expect(result?.figures['accuracy']).toBe(1)
    expect(result?.cases[0]?.shown).toMatchObject({ kind: 'spectrogram', height: 16, channels: 1 })
    const open = await right(model.decode(model.encode(made)))
    const sounds = [tone(1400, 3000), tone(320, 500)]
    expect(open.predictAll(sounds as never)).toEqual(made.predictAll(sounds))
    expect(made.predictAll(sounds)).toMatchObject({ right: [{ high: true }, { high: false }] })
    expect(left(made.predict({ ...tone(300, 900), rate: 8000 }))).toContain('sound.rate should be 4000 samples in a second, but is 8000')
    expect(left(made.predict({} as never))).toContain('sound should be a sound')
    // Two channels are heard as their mean.
    const { waveform } = tone(1400, 800)
    const both: dataset.Sound = { rate, waveform: t.concatenate(1)([waveform, waveform]) as dataset.Sound['waveform'] }
    expect(made.predict(both)).toEqual(made.predict({ rate, waveform }))
  })
})

describe('texts', () => {
  const words = ['merry', 'glad', 'sunny', 'sad', 'grim', 'rainy'] as const
  const examples = Array.from({ length: 60 }, (_, i) => {
    const word = words[i % 6] as typeof words[number]
    return { text: `a ${['very', 'rather'][i % 2]} ${word} day${i % 5 === 0 ? ' in the old town' : ''}`, mood: i % 6 < 3 ? 'good' as const : 'bad' as const }
  })
  const vocabulary = text.fitWords({ padding: true, unknown: 'token' })(examples.map((example) => example.text).join(' '))

  test('are told apart by their words, and the file has the vocabulary', async () => {
    const definition = model.define({
      input: model.text({ vocabulary, length: 8 }),
      output: model.classes('mood', ['good', 'bad']),
      network: model.convolutional({ embedding: { tokens: text.size(vocabulary), width: 8 }, filters: [8] }),
    })
    const { model: made, result } = await right(pipe(examples, model.train(definition, { epochs: 60, seed: 1, learningRate: 0.01 })))
    expect(result?.figures['accuracy']).toBe(1)
    expect(result?.cases[0]?.shown.kind).toBe('text')
    const open = await right(model.decode(model.encode(made)))
    expect(open.predict('a glad day' as never)).toEqual(made.predict('a glad day'))
    expect(made.predict('a glad day')).toMatchObject({ right: { mood: 'good' } })
    expect(left(made.predict(3 as never))).toContain('text should be a string, but is 3')
  })
})
