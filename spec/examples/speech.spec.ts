import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { backend, random, tensor } from 'tenfold'
import { usage } from '../../examples/kit/options.js'
import { hear } from '../../examples/speech/features.js'
import { load } from '../../examples/speech/data.js'
import { learn } from '../../examples/speech/learn.js'
import { bySpeaker, table } from '../../examples/speech/speakers.js'
import { speech } from '../../examples/speech/task.js'
import { voiceOf, words } from '../../examples/speech/words.js'
import { right } from '../either.js'
import { entry, tar, wav } from '../dataset/sounds.js'
import { node, root } from './program.js'

describe('made words', () => {
  const made = words({ count: 30, key: random.key(3) })

  it('are each of the ten in every ten, by three voices, and silent but for noise where nobody speaks', () => {
    expect(tensor.toArray(made.targets)).toEqual(Array.from({ length: 30 }, (_, i) => i % 10))
    expect([0, 1, 2, 3].map(voiceOf)).toEqual(['low', 'middle', 'high', 'low'])
    const samples = tensor.toArray(made.inputs)
    for (let i = 0; i < 30; i++) {
      const [own, end] = [samples.slice(i * 8000, (i + 1) * 8000), samples.slice(i * 8000 + 7500, (i + 1) * 8000)]
      expect(Math.max(...end.map(Math.abs))).toBeLessThanOrEqual(0.05)
      expect(Math.max(...own)).toBeGreaterThan(0.09)
      expect(Math.max(...own)).toBeLessThan(0.86)
    }
  })

  it('have two tones of the pitches that their words say', () => {
    // A tone of f hertz crosses 0 upwards f times a second: counted where a loud one sounds, the lower tone is crossed less often.
    const loud = words({ count: 10, key: random.key(0) })
    const samples = tensor.toArray(loud.inputs)
    const crossings = (of: readonly number[]): number => of.filter((x, i) => i > 0 && x > 0.06 && (of[i - 1] as number) <= 0.06).length
    const sounding = (i: number): readonly number[] => {
      const own = samples.slice(i * 8000, (i + 1) * 8000)
      const [first, last] = [own.findIndex((x) => x > 0.06), own.findLastIndex((x) => x > 0.06)]
      return own.slice(first, last + 1)
    }
    for (const [word, rises] of [[0, true], [1, true], [2, true], [3, true], [4, false], [5, true], [6, true], [7, true], [8, false], [9, false]] as const) {
      const sound = sounding(word)
      const middle = Math.floor(sound.length / 2)
      expect(crossings(sound.slice(middle)) > crossings(sound.slice(0, middle)), `word ${word}`).toBe(rises)
    }
  })
})

describe('what is heard', () => {
  it('is standardised by the training, and the same on every backend', async () => {
    const data = right(await load({ count: 12, seed: 1 })())
    const [here, there] = [backend.wasm, backend.mutable].map((on) => hear(data, on))
    expect(here?.train.inputs.shape).toEqual([10, 61, 40])
    expect(tensor.toArray(here!.test.inputs)).toEqual(tensor.toArray(there!.test.inputs))
    const means = tensor.toArray(tensor.mean([0, 1])(here!.train.inputs))
    for (const mean of means) expect(mean).toBeCloseTo(0, 4)
  })
})

describe('the metric by speaker', () => {
  it('counts the words of each', () => {
    const evidence = { predictions: tensor.of([3, 2], [1, 0, 0, 1, 1, 0]), targets: tensor.of([3], [0, 1, 1], 'i32'), loss: 0 }
    const found = bySpeaker(['ann', 'bo', 'ann']).of(evidence)
    expect(found).toEqual({ ann: { right: 1, of: 2 }, bo: { right: 1, of: 1 } })
    expect(table(found)).toBe('speaker      right     of\nann              1      2\nbo               1      1')
  })
})

describe('speech', { timeout: 120_000 }, () => {
  let room: string
  beforeEach(() => { room = mkdtempSync(join(tmpdir(), 'tenfold-')) })
  afterEach(() => rmSync(room, { recursive: true, force: true }))
  const settings = { count: 60, epochs: 1, 'batch-size': 25, 'learning-rate': 2e-3, seed: 0 }

  it('is learned from recordings, to the same digest on one thread and on two', async () => {
    const recordings = [5, 0].flatMap((take) => ['ann', 'bo'].map((speaker, i) =>
      entry(`recordings/${i}_${speaker}_${take}.wav`, wav(Array.from({ length: 500 }, (_, at) => 99 * ((at * (i + 2) + take) % 100))))))
    writeFileSync(join(room, 'recordings.tar.gz'), gzipSync(tar(...recordings)))
    const data = right(await load({ ...settings, data: room })())
    expect([data.train.size, data.test.size, data.speakers]).toEqual([2, 2, ['ann', 'bo']])
    const two = await backend.wasmThreads({ threads: 2 })
    const [one, other] = await Promise.all([backend.wasm, two].map(async (on) => right(await learn({ settings, data, on, trail: false })())))
    expect(other!.receipt).toEqual(one!.receipt)
    const { figures, text } = one!.measure({})
    expect(Object.keys(figures)).toEqual(['accuracy', 'loss', 'speakers'])
    expect(figures['speakers']).toMatchObject({ ann: { of: 1 }, bo: { of: 1 } })
    expect(text[2]).toContain('ann ')
    await two.close()
  })

  it('is learned from made words by default, others for another seed', async () => {
    const [first, second] = await Promise.all([0, 1].map(async (seed) => {
      const own = { ...settings, count: 12, seed }
      const data = right(await load(own)())
      expect([data.train.size, data.test.size, data.speakers.length]).toEqual([10, 2, 2])
      return right(await learn({ settings: own, data, on: backend.wasm, trail: false })()).receipt
    }))
    expect(first!.data).not.toBe(second!.data)
    expect(first!.final).not.toBe(second!.final)
    expect(first!.program).toBe(second!.program)
  })

  it('says where there are no recordings, in one sentence with exit code 1', async () => {
    const { code, stdout, stderr } = await node(join(root, 'dist/examples/speech.js'), ['--data', 'nowhere', '--json'], room)
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
    expect(stderr).toBe(`tar: ${join('nowhere', 'recordings.tar.gz')}: expected a file that can be read, received no such file\n`)
    expect(readdirSync(room)).toEqual([])
  })

  it('tells options and defaults as they are', () => {
    const text = usage(speech)
    for (const words of ['--epochs N', '40 by default', 'recordings.tar.gz', 'node dist/examples/speech.js [options]']) expect(text).toContain(words)
    expect(speech.initial({}, { data: 'x' })).toEqual({ epochs: 40, 'batch-size': 32, 'learning-rate': 0.002 })
    expect(speech.initial({}, { count: 360 })).toMatchObject({ epochs: 12 })
  })
})
