/** Sequences of tokens in which pairs become one token, as linked lists in arrays: a merge touches its neighbours alone. */

/** Pairs of tokens as numbers, in the order of their first token, then of their second. */
export const most = 1048576
export const pairOf = (a: number, b: number): number => a * most + b
export const partsOf = (pair: number): readonly [number, number] => [Math.floor(pair / most), pair % most]

/** Several sequences one after the other. A place that was merged into the one before it holds -1. */
export interface Links {
  readonly tokens: Int32Array
  /** The place after each, and the one before; -1 at the ends of a sequence. */
  readonly next: Int32Array
  readonly before: Int32Array
}

export const linksOf = (sequences: readonly Uint8Array[]): Links => {
  const n = sequences.reduce((sum, { length }) => sum + length, 0)
  const [tokens, next, before] = [new Int32Array(n), new Int32Array(n), new Int32Array(n)]
  let at = 0
  for (const sequence of sequences) {
    tokens.set(sequence, at)
    const end = at + sequence.length
    for (let i = at; i < end; i++) [before[i], next[i]] = [i === at ? -1 : i - 1, i === end - 1 ? -1 : i + 1]
    at = end
  }
  return { tokens, next, before }
}

/** The pair that begins at a place, or -1 where none does. */
export const pairAt = ({ tokens, next }: Links, at: number): number => {
  const [token, after] = [tokens[at] as number, next[at] as number]
  return token < 0 || after < 0 ? -1 : pairOf(token, tokens[after] as number)
}

/** The pair that begins at a place becomes a token there. */
export const join = ({ tokens, next, before }: Links, at: number, token: number): void => {
  const gone = next[at] as number
  const after = next[gone] as number
  tokens[at] = token
  tokens[gone] = -1
  next[at] = after
  if (after >= 0) before[after] = at
}
