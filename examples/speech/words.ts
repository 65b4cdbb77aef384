/** A made language for programs that need sounds without a file: ten words, each of two tones out of five. */
import { dataset, pipe, random, tensor as t, type Key } from 'tenfold'

/** Samples in a second, and in each sound. */
export const rate = 8000

/** Tones a third of an octave apart: 2^(i/3). */
const tones = [1, 1.26, 1.587, 2, 2.52]

const voices = [{ name: 'low', hertz: 375 }, { name: 'middle', hertz: 400 }, { name: 'high', hertz: 425 }] as const

const cycled = <A>(values: readonly A[], i: number): A => values[i % values.length] as A

/** Who speaks a sound. */
export const voiceOf = (i: number): string => cycled(voices, i).name

/** How many sounds, and what draws them. */
export interface Words {
  readonly count: number
  readonly key: Key
}

/**
 * `count` sounds of a second, and their words: in every ten each word once. When a word begins, how fast, how high and how
 * loud it is, and the noise, are drawn.
 */
export const words = ({ count, key }: Words): dataset.Dataset<readonly [typeof rate], readonly [], 'i32'> => {
  const column = (of: (i: number) => number) => t.of([count, 1], Array.from({ length: count }, (_, i) => of(i)))
  const drawn = (i: number, low: number, high: number) => random.uniform(random.foldIn(key, i), [count, 1], { low, high })
  const word = (i: number): number => i % 10
  const pitch = pipe(drawn(0, 0.97, 1.03), t.mul(column((i) => cycled(voices, i).hertz)))
  const first = pipe(pitch, t.mul(column((i) => cycled(tones, word(i)))))
  const second = pipe(pitch, t.mul(column((i) => cycled(tones, word(i) + (word(i) < 5 ? 1 : 2)))))
  const length = drawn(1, 1000, 2500)
  // Samples since the first tone began, and since the second.
  const since = pipe(t.of([rate], Array.from({ length: rate }, (_, i) => i)), t.sub(drawn(2, 0, 2500)), t.maximum(0))
  const [early, late] = [pipe(since, t.minimum(length)), pipe(since, t.sub(length), t.maximum(0), t.minimum(length))]
  // sin 2π (f τ + f' τ') / rate: before the first tone that is 0.
  const turns = pipe(early, t.mul(first), t.add(pipe(late, t.mul(second))), t.mul((2 * Math.PI) / rate))
  const tone = pipe(t.sin(turns), t.mul(drawn(3, 0.1, 0.8)))
  const sound = pipe(late, t.less(length), t.where(tone, t.zeros([count, rate])))
  const inputs = pipe(sound, t.add(random.uniform(random.foldIn(key, 4), [count, rate], { low: -0.05, high: 0.05 })))
  return dataset.of({ inputs, targets: t.of([count], Array.from({ length: count }, (_, i) => word(i)), 'i32') })
}
