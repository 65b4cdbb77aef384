/** The cells of one column, counted. */
import { isCode, readNumber, type Decimal } from './number.js'

export interface Values {
  readonly name: string
  /** The text of each row; a missing one is empty. */
  readonly texts: readonly string[]
  /** How often each text occurs, missing ones left out, in the order of their first rows. */
  readonly times: ReadonlyMap<string, number>
  /** Rows that have a value, and those that have none. */
  readonly present: number
  readonly missing: number
}

/** The cells of a column, of which some mean that there is none. */
export const valuesOf = (name: string, cells: readonly string[], isMissing: (text: string) => boolean): Values => {
  const texts = cells.map((cell) => (isMissing(cell) ? '' : cell))
  const times = new Map<string, number>()
  for (const text of texts) if (text !== '') times.set(text, (times.get(text) ?? 0) + 1)
  const present = texts.reduce((n, text) => n + Number(text !== ''), 0)
  return { name, texts, times, present, missing: texts.length - present }
}

/** Texts by how often they occur, the commonest first; those that occur as often by their letters. */
export const byFrequency = (times: ReadonlyMap<string, number>): readonly (readonly [text: string, times: number])[] =>
  [...times].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1))

/** The number of each row, NaN where there is none; and the texts that are none, with how often they occur. */
export interface Numbers {
  readonly numbers: readonly number[]
  readonly odd: readonly (readonly [text: string, times: number])[]
  /** Rows whose text is a number. */
  readonly count: number
  /** Different texts that are numbers. */
  readonly distinct: number
}

export const numbersOf = ({ texts, times, present }: Values, decimal: Decimal): Numbers => {
  const known = new Map<string, number>()
  const odd: (readonly [string, number])[] = []
  for (const [text, n] of times) {
    const number = isCode(text) ? undefined : readNumber(text, decimal)
    if (number === undefined) odd.push([text, n])
    else known.set(text, number)
  }
  return {
    numbers: texts.map((text) => known.get(text) ?? NaN), odd, distinct: known.size,
    count: present - odd.reduce((sum, [, n]) => sum + n, 0),
  }
}

/** The least and the greatest of some numbers, NaN left out. */
export const rangeOf = (numbers: readonly number[]): readonly [least: number, greatest: number] =>
  numbers.reduce(([a, b], x) => [x < a ? x : a, x > b ? x : b] as const, [Infinity, -Infinity] as readonly [number, number])
