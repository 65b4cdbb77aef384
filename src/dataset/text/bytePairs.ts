/**
 * Byte-pair encoding (Sennrich, Haddow and Birch, "Neural machine translation of rare words with subword units", 2016) over
 * bytes in UTF-8, as in GPT-2: every text can be encoded.
 *
 * Again and again the adjacent pair that is there most often becomes a token; of as frequent ones the pair of smaller
 * numbers, the first before the second. Pairs don't reach across pieces (words, numbers, punctuation, white space).
 */
import { fail } from '../../shape/error.js'
import { aString, check, checkOptions } from '../../shape/options.js'
import { toUtf8 } from '../../shape/utf8.js'
import { checkWhole } from '../../tensor/argument.js'
import { heap } from './heap.js'
import { join, linksOf, most, pairAt, pairOf, partsOf } from './links.js'
import { loneSurrogate, pieces } from './pieces.js'
import { bytes, special, specialKinds, type BytePairs, type Special } from './vocabulary.js'

/** The different pieces of a text, and how often each is there. */
const countedPieces = (text: string): readonly (readonly [Uint8Array, number])[] => {
  const counts = new Map<string, number>()
  for (const piece of pieces(text)) for (const whole of piece.split(loneSurrogate)) counts.set(whole, (counts.get(whole) ?? 0) + 1)
  return [...counts].map(([piece, count]) => [toUtf8(piece), count])
}

/** A pair, and how often it was there when this was noted. */
interface Noted {
  readonly pair: number
  readonly count: number
}

/** How often each pair is there, and where, kept up to date while pairs become tokens. */
const census = (all: readonly (readonly [Uint8Array, number])[]) => {
  const links = linksOf(all.map(([piece]) => piece))
  /** How often the piece of each place is there. */
  const weights = new Float64Array(links.tokens.length)
  all.reduce((at, [{ length }, count]) => { weights.fill(count, at, at + length); return at + length }, 0)
  const counts = new Map<number, number>()
  /** Where each pair is or was. */
  const places = new Map<number, number[]>()
  const queue = heap<Noted>((a, b) => a.count > b.count || (a.count === b.count && a.pair < b.pair))
  const change = (at: number, sign: 1 | -1): void => {
    const pair = pairAt(links, at)
    if (pair < 0) return
    counts.set(pair, (counts.get(pair) ?? 0) + sign * (weights[at] as number))
    if (sign < 0) return
    const known = places.get(pair)
    if (known === undefined) places.set(pair, [at])
    else known.push(at)
  }
  const note = (pair: number): void => {
    const count = counts.get(pair) ?? 0
    if (count > 0) queue.push({ pair, count })
  }
  for (let at = 0; at < links.tokens.length; at++) change(at, 1)
  for (const pair of counts.keys()) note(pair)
  return {
    /** The most frequent pair, if there is any. */
    best: (): number | undefined => {
      for (let first = queue.pop(); first !== undefined; first = queue.pop()) {
        // Since it was noted, some may have become part of other tokens.
        if (counts.get(first.pair) === first.count) return first.pair
        note(first.pair)
      }
      return undefined
    },
    merge: (pair: number, token: number): void => {
      const found = (places.get(pair) ?? []).sort((a, b) => a - b)
      places.delete(pair)
      const changed = new Set<number>()
      for (const at of found) {
        // Some have gone since; of those that overlap, the first ones are taken.
        if (pairAt(links, at) !== pair) continue
        const [before, gone] = [links.before[at] as number, links.next[at] as number]
        for (const place of [before, at, gone]) if (place >= 0) change(place, -1)
        join(links, at, token)
        for (const place of [before, at]) {
          if (place < 0) continue
          change(place, 1)
          changed.add(pairAt(links, place))
        }
      }
      for (const made of changed) note(made)
    },
  }
}

/** How many tokens there will be, the special ones and the 256 bytes among them. */
export interface BytePairOptions extends Special {
  readonly size: number
}

/** Throws where a text has half of a surrogate pair, which is no character. */
const expectWhole = (text: string): void => {
  const at = text.search(loneSurrogate)
  if (at < 0) return
  const received = `U+${text.charCodeAt(at).toString(16).toUpperCase()} at ${at}`
  fail('text.fitBytePairs', { argument: 'text', expected: 'characters, and no lone surrogate', received })
}

/**
 * The byte pairs of a text, until there are `size` tokens or no pair is left. A size below 256 (and one more for each special
 * token) or above 2^20 is an error. Half of a surrogate pair, which is no character, is an error, too, or left out where a token
 * stands for what is unknown.
 *
 * @example
 * fitBytePairs({ size: 258 })('low lower lowest') // { kind: 'bytePairs', merges: [[108, 111], [256, 119]] }
 * size(fitBytePairs({ size: 300, padding: true })('low low')) // 260: the padding, 256 bytes, and 3 pairs
 */
export const fitBytePairs = (options: BytePairOptions): ((text: string) => BytePairs) => {
  const { size, padding = false, unknown = 'error' } =
    checkOptions<BytePairOptions>('text.fitBytePairs', options, { ...specialKinds, size: true })
  const kept = special(padding, unknown)
  const least = bytes + kept.count
  checkWhole('text.fitBytePairs', 'size', size, least, most)
  return (text) => {
    check('text.fitBytePairs', { text }, { text: aString })
    if (unknown === 'error') expectWhole(text)
    const { best, merge } = census(countedPieces(text))
    const merges: (readonly [number, number])[] = []
    for (let token = bytes; token < size - kept.count; token++) {
      const pair = best()
      if (pair === undefined) break
      merge(pair, token)
      merges.push(partsOf(pair))
    }
    return { kind: 'bytePairs', merges, ...(padding ? { padding } : {}), ...(unknown === 'token' ? { unknown } : {}) }
  }
}

/** Pieces that are remembered, and how long they are at most: those of a text of any length. */
const [remembered, short] = [65536, 64]

/** The tokens of a piece, bytes from 0 on: the earliest pair of the vocabulary first, until none is left. */
export const applyPairs = ({ merges }: BytePairs): ((piece: string) => ArrayLike<number>) => {
  const ranks = new Map(merges.map(([a, b], i) => [pairOf(a, b), i]))
  const known = new Map<string, ArrayLike<number>>()
  const encode = (piece: string): ArrayLike<number> => {
    const links = linksOf([toUtf8(piece)])
    const queue = heap<readonly [rank: number, at: number]>(([r, i], [s, j]) => r < s || (r === s && i < j))
    const note = (at: number): void => {
      const rank = at < 0 ? undefined : ranks.get(pairAt(links, at))
      if (rank !== undefined) queue.push([rank, at])
    }
    for (let at = 0; at < links.tokens.length; at++) note(at)
    for (let first = queue.pop(); first !== undefined; first = queue.pop()) {
      const [rank, at] = first
      if (ranks.get(pairAt(links, at)) !== rank) continue
      join(links, at, bytes + rank)
      note(links.before[at] as number)
      note(at)
    }
    return links.tokens.filter((token) => token >= 0)
  }
  return (piece) => {
    const tokens = known.get(piece) ?? encode(piece)
    if (piece.length <= short && known.size < remembered) known.set(piece, tokens)
    return tokens
  }
}

/** How many bytes each token has, from byte 0 on: no more is known of the longest than that they are long. */
export const tokenLengths = ({ merges }: BytePairs): Float64Array => {
  const lengths = new Float64Array(bytes + merges.length).fill(1)
  merges.forEach(([a, b], i) => { lengths[bytes + i] = (lengths[a] as number) + (lengths[b] as number) })
  return lengths
}

/** Writes the bytes of a token at a place; gives the place behind them. */
export const writeToken = ({ merges }: BytePairs, token: number, into: Uint8Array, at: number): number => {
  const stack = [token]
  for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
    const pair = merges[next - bytes]
    if (pair === undefined) into[at++] = next
    else stack.push(pair[1], pair[0])
  }
  return at
}
