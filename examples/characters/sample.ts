/** Text that a network goes on with: a function of a key. */
import { performance } from 'node:perf_hooks'
import { jit, network as n, pipe, random, tensor as t, text, type backend, type Tensor } from 'tenfold'
import type { Foretelling } from './networks.js'

/** What goes on with what. */
export interface Beginning<P> {
  readonly vocabulary: text.Vocabulary
  /** From the characters of a context to the scores of what comes behind each place. */
  readonly net: Foretelling<P>
  readonly params: P
  /** The characters to go on from, at most a context. */
  readonly prompt: Tensor<readonly [number], 'i32'>
}

export interface SampleOptions {
  /** What scores are divided by: below 1 the likely becomes likelier, above 1 all becomes more alike. */
  readonly temperature: number
  /** How many of the most likely characters are drawn from: all, if nothing is said. */
  readonly topK?: number | undefined
  /** The fewest of the most likely that have so much of the probability are drawn from: all, if nothing is said. */
  readonly topP?: number | undefined
  /** How many characters. */
  readonly length: number
  readonly key: random.Key
  readonly on?: backend.Backend
}

/** The text, and how many of its characters were drawn in a second, when there is a program. */
export interface Sample {
  readonly text: string
  readonly perSecond: number
}

/** What is drawn to stand behind characters that have been seen since the beginning or the last restart. */
type Next = (seen: readonly number[], key: random.Key) => number

type Drawing<P> = Pick<Beginning<P>, 'net' | 'params'> & { readonly options: random.CategoricalOptions; readonly on: object }
type Token = Tensor<readonly [1], 'i32'>

/** By key-value caches: one run a character. A character that has been seen is not looked at again. */
const cached = <P>({ net, params, options, on }: Drawing<P>): Next => {
  const { init, step } = n.decode(net, params, on)
  type State = n.Decoded<1>
  const begin = init(1)
  const draw = jit((kept: State['kept'], position: State['position'], token: Token, key: random.Key) => {
    const [scores, next] = step<1>({ ...begin, kept, position }, token)
    return { token: random.categorical(key, scores, options), kept: next.kept, position: next.position }
  }, on)
  let [state, done]: readonly [Pick<State, 'kept' | 'position'>, number] = [begin, 0]
  return (seen, key) => {
    if (seen.length <= done) [state, done] = [begin, 0]
    let last: Token | undefined
    for (; done < seen.length; done++) {
      const { token, ...next } = draw(state.kept, state.position, t.of([1], [seen[done] as number], 'i32'), key)
      ;[state, last] = [next, token]
    }
    return t.item(pipe(last as Token, t.reshape([])))
  }
}

/** Without: every character looks at the whole context again. The law of `decode` says that the same is drawn, to the bit. */
const whole = <P>({ net, params, options, on }: Drawing<P>): Next => {
  const [context] = net.input
  const draw = jit((tokens: Tensor<readonly [1, number], 'i32'>, last: Tensor<readonly [], 'i32'>, key: random.Key) => {
    const scores = pipe(net.apply(params)(tokens), t.reshape([context, net.output[1]]))
    return random.categorical(key, pipe(scores, t.dynamicSlice([last, 0], [1, net.output[1]])), options)
  }, on)
  return (seen, key) => {
    const padded = [...seen, ...Array.from({ length: context - seen.length }, () => 0)]
    return t.item(pipe(draw(t.of([1, context as number], padded, 'i32'), t.scalar(seen.length - 1, 'i32'), key), t.reshape([])))
  }
}

/** How text is drawn: with caches or without, the same. */
export const ways = { cached, whole } as const

/**
 * Characters drawn one after the other, character i by `foldIn(key, i)`. When the context is full, what is seen begins anew with
 * the last half of it.
 */
export const sample = <P>(
  { vocabulary, net, params, prompt }: Beginning<P>, settings: SampleOptions, way: keyof typeof ways = 'cached',
): Sample => {
  const { temperature, topK = text.size(vocabulary), topP = 1, length, key, on: backend } = settings
  const [context] = net.input
  const options = { temperature, topK: Math.min(topK, text.size(vocabulary)), topP }
  const next = ways[way]({ net, params, options, on: backend === undefined ? {} : { backend } })
  const drawn: number[] = []
  let seen: readonly number[] = t.toArray(prompt).slice(-context)
  // Makes the program.
  next(seen.slice(0, 1), key)
  const started = performance.now()
  for (let i = 0; i < length; i++) {
    const character = next(seen, random.foldIn(key, i))
    drawn.push(character)
    seen = seen.length < context ? [...seen, character] : [...seen, character].slice(-Math.ceil(context / 2))
  }
  const seconds = (performance.now() - started) / 1000
  return { text: pipe(t.of([length], drawn, 'i32'), text.decode(vocabulary)), perSecond: Math.round(length / seconds) }
}
