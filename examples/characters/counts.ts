/** What can be foretold of a text without a network: by how often each character stands anywhere, and behind each other one. */
import type { run } from 'tenfold'

/** The mean nats of characters of a text, each from the second on, by counts, to which one is added: none is impossible. */
export const baselines = (characters: number, learned: readonly number[], text: readonly number[]): readonly run.Baseline[] => {
  const single = new Float64Array(characters).fill(1)
  const pairs = new Float64Array(characters * characters).fill(1)
  learned.forEach((character, i) => {
    single[character] = (single[character] as number) + 1
    const pair = i === 0 ? -1 : (learned[i - 1] as number) * characters + character
    if (pair >= 0) pairs[pair] = (pairs[pair] as number) + 1
  })
  const all = single.reduce((a, b) => a + b)
  const before = Array.from({ length: characters }, (_, c) => pairs.subarray(c * characters, (c + 1) * characters).reduce((a, b) => a + b))
  const mean = (probability: (previous: number, character: number) => number): number =>
    text.slice(1).reduce((sum, character, i) => sum - Math.log(probability(text[i] as number, character)), 0) / (text.length - 1)
  return [
    { name: 'frequencies of characters', value: mean((_, character) => (single[character] as number) / all) },
    { name: 'frequencies of pairs', value: mean((previous, character) =>
      (pairs[previous * characters + character] as number) / (before[previous] as number)) },
  ]
}
