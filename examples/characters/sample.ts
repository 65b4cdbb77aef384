/** Text that a network goes on with: a function of a key. */
import { pipe, random, tensor as t, text, type Tensor } from 'tenfold'

/** What goes on with what. */
export interface Beginning {
  readonly vocabulary: text.Vocabulary
  /** The scores of what comes behind each place of a context, [context, characters]. */
  readonly predict: (context: Tensor<readonly [number], 'i32'>) => Tensor<readonly [number, number]>
  /** The characters to go on from, [context]. */
  readonly prompt: Tensor<readonly [number], 'i32'>
}

export interface SampleOptions {
  /** What scores are divided by: below 1 the likely becomes likelier, above 1 all becomes more alike. */
  readonly temperature: number
  /** How many characters. */
  readonly length: number
  readonly key: random.Key
}

/** Characters drawn one after the other, character i by `foldIn(key, i)`; each is drawn from what is behind a whole context. */
export const sample = ({ vocabulary, predict, prompt }: Beginning, { temperature, length, key }: SampleOptions): string => {
  const [context] = prompt.shape
  const likely = (seen: readonly number[]): readonly number[] => {
    const scores = pipe(t.of([context], seen.slice(-context), 'i32'), predict, t.slice([[context - 1, context], null]))
    return pipe(scores, t.div(temperature), t.softmax, t.toArray)
  }
  const drawn = (seen: readonly number[], i: number): number =>
    t.item(random.choice(random.foldIn(key, i), text.size(vocabulary), [], { weights: likely(seen) }))
  const seen = [...t.toArray(prompt)]
  for (let i = 0; i < length; i++) seen.push(drawn(seen, i))
  return pipe(t.of([length], seen.slice(context), 'i32'), text.decode(vocabulary))
}
