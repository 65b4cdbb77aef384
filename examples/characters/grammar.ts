/**
 * Sentences drawn from a small grammar: how well anything can foretell them is known.
 *
 * Law: every sentence is as likely as any other, so a sentence has ln(sentences) nats, and a character that divided by the mean
 * length of a sentence.
 */
import { random, tensor as t } from 'tenfold'

/** What may stand at each place of a sentence. */
const places: readonly (readonly string[])[] = [
  ['the', 'a', 'my', 'her'],
  ['old', 'young', 'noble', 'weary', 'merry'],
  ['king', 'queen', 'sailor', 'fool', 'ghost', 'soldier'],
  ['sees', 'follows', 'forgets', 'praises'],
  ['every', 'no', 'this'],
  ['castle', 'crown', 'forest', 'river', 'dagger'],
]

/** The end of a word, or of a sentence. */
const mark = (place: number): string => (place === places.length - 1 ? '.\n' : ' ')

/** So many sentences, one in a line. */
export const sentences = (count: number, key: random.Key): string => {
  const drawn = places.map((words, place) =>
    t.toArray(random.integers(random.foldIn(key, place), [count], { low: 0, high: words.length })))
  return Array.from({ length: count }, (_, i) =>
    places.map((words, place) => `${words[drawn[place]?.[i] as number]}${mark(place)}`).join('')).join('')
}

const mean = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b) / numbers.length

/** The nats of a character: no network can do better on sentences that it has not seen. */
export const entropy = places.map((words) => Math.log(words.length)).reduce((a, b) => a + b)
  / places.map((words, place) => mean(words.map((word) => word.length + mark(place).length))).reduce((a, b) => a + b)
