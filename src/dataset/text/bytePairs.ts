/**
 * Byte-pair encoding (Sennrich, Haddow and Birch, "Neural machine translation of rare words with subword units", 2016) over
 * bytes in UTF-8, as in GPT-2: every text can be encoded.
 *
 * Again and again the pair of neighbours that is there most often becomes a token; of as frequent ones the pair of smaller
 * numbers, the first before the second. Pairs don't reach across pieces (words, numbers, punctuation, white space).
 */
import { fail } from '../../shape/error.js'
import { toUtf8 } from '../../shape/utf8.js'
import { pieces } from './pieces.js'
import { bytes, type BytePairs } from './vocabulary.js'

/** A pair as one number, which orders pairs by their first token, then by their second. */
const most = 1048576
const pairOf = (a: number, b: number): number => a * most + b

/** A piece of text: the tokens that it is by now, and how often it is there. */
interface Piece {
  tokens: readonly number[]
  readonly count: number
}

const pairsOf = (tokens: readonly number[]): readonly number[] =>
  tokens.slice(1).map((token, i) => pairOf(tokens[i] as number, token))

/** The pair (a, b), wherever it stands, from the left, as one token. */
const merged = (tokens: readonly number[], a: number, b: number, token: number): readonly number[] => {
  const out: number[] = []
  for (let i = 0; i < tokens.length; i++) {
    const isPair = tokens[i] === a && tokens[i + 1] === b
    out.push(isPair ? token : tokens[i] as number)
    if (isPair) i++
  }
  return out
}

const countedPieces = (text: string): readonly Piece[] => {
  const counts = new Map<string, number>()
  for (const piece of pieces(text)) counts.set(piece, (counts.get(piece) ?? 0) + 1)
  return [...counts].map(([piece, count]) => ({ tokens: [...toUtf8(piece)], count }))
}

/** How often each pair is there, and in which pieces, kept up to date while pieces change. */
const census = (all: readonly Piece[]) => {
  const counts = new Map<number, number>()
  const places = new Map<number, Set<Piece>>()
  const count = (piece: Piece, sign: 1 | -1): void => {
    for (const pair of pairsOf(piece.tokens)) {
      const n = (counts.get(pair) ?? 0) + sign * piece.count
      if (n === 0) counts.delete(pair)
      else counts.set(pair, n)
      const known = places.get(pair)
      if (known === undefined) places.set(pair, new Set([piece]))
      else known.add(piece)
    }
  }
  all.forEach((piece) => count(piece, 1))
  /** The most frequent pair, if there is any. */
  const best = (): number | undefined => {
    let [pair, n] = [undefined as number | undefined, 0]
    for (const [candidate, m] of counts) if (m > n || (m === n && candidate < (pair as number))) [pair, n] = [candidate, m]
    return pair
  }
  const merge = (pair: number, token: number): void => {
    const [a, b] = [Math.floor(pair / most), pair % most]
    for (const piece of places.get(pair) ?? []) {
      count(piece, -1)
      piece.tokens = merged(piece.tokens, a, b, token)
      count(piece, 1)
    }
    places.delete(pair)
  }
  return { best, merge }
}

/** How many tokens there will be, the 256 bytes among them. */
export interface BytePairOptions {
  readonly size: number
}

/**
 * The byte pairs of a text, until there are `size` tokens or no pair is left. A size below 256 or above 2^20 is an error.
 *
 * @example
 * fitBytePairs({ size: 258 })('low lower lowest') // { kind: 'bytePairs', merges: [[108, 111], [256, 119]] }
 */
export const fitBytePairs = ({ size }: BytePairOptions): ((text: string) => BytePairs) => {
  const isSize = Number.isInteger(size) && size >= bytes && size <= most
  const expected = `a whole number from ${bytes} to ${most}`
  if (!isSize) fail('text.fitBytePairs', { argument: 'size', expected, received: size })
  return (text) => {
    const { best, merge } = census(countedPieces(text))
    const merges: (readonly [number, number])[] = []
    for (let token = bytes; token < size; token++) {
      const pair = best()
      if (pair === undefined) break
      merge(pair, token)
      merges.push([Math.floor(pair / most), pair % most])
    }
    return { kind: 'bytePairs', merges }
  }
}

/** A text's tokens: in each piece the earliest pair of the vocabulary first, until none is left. */
export const applyPairs = ({ merges }: BytePairs): ((text: string) => readonly number[]) => {
  const ranks = new Map(merges.map(([a, b], i) => [pairOf(a, b), i]))
  const known = new Map<string, readonly number[]>()
  const encode = (piece: string): readonly number[] => {
    let tokens: readonly number[] = [...toUtf8(piece)]
    for (;;) {
      const rank = pairsOf(tokens).reduce((least, pair) => Math.min(least, ranks.get(pair) ?? Infinity), Infinity)
      if (rank === Infinity) return tokens
      const [a, b] = merges[rank] as readonly [number, number]
      tokens = merged(tokens, a, b, bytes + rank)
    }
  }
  return (text) => pieces(text).flatMap((piece) => {
    const tokens = known.get(piece) ?? encode(piece)
    known.set(piece, tokens)
    return tokens
  })
}

/** The bytes of each token. */
export const tokenBytes = ({ merges }: BytePairs): readonly (readonly number[])[] =>
  merges.reduce<(readonly number[])[]>((all, [a, b]) => {
    all.push([...all[a] as readonly number[], ...all[b] as readonly number[]])
    return all
  }, Array.from({ length: bytes }, (_, byte) => [byte]))
