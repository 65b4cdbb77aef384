/**
 * JSON (RFC 8259) read strictly: objects are maps, so no name is special, and a name that comes twice is an error.
 *
 * @example
 * parseJson('{"a": [1, 2]}') // Right: Map { 'a' => [1, 2] }
 * parseJson('{"a": 1, "a": 2}') // Left: 'the name "a" twice, at character 9'
 */
import * as E from 'fp-ts/lib/Either.js'

export type Json = string | number | boolean | null | readonly Json[] | ReadonlyMap<string, Json>

/** Lists and objects inside one another: more than anybody nests, less than any stack holds. */
export const deepest = 100

class Malformed extends Error {}

const digits = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y
const words: ReadonlyMap<string, readonly [string, boolean | null]> = new Map([['t', ['true', true]], ['f', ['false', false]], ['n', ['null', null]]])

/**
 * The value of a text, or what is wrong with it. `numeral` says what a number as written means, for instance that only
 * whole ones are wanted.
 */
export const parseJson = (text: string, numeral: (literal: string) => number = Number): E.Either<string, Json> => {
  let at = 0

  const malformed = (what: string, place = at): never => {
    throw new Malformed(`${what} at character ${place}`)
  }

  const found = (): string => (at < text.length ? JSON.stringify(text.slice(at, at + 1)) : 'the end')

  /** Skips blanks; the character after them. */
  const peek = (): string => {
    for (; at < text.length; at++) {
      const c = text.charCodeAt(at)
      if (c !== 0x20 && c !== 0x0a && c !== 0x0d && c !== 0x09) break
    }
    return text.charAt(at)
  }

  const take = (c: string): void => {
    if (peek() !== c) malformed(`${found()} in the place of ${JSON.stringify(c)},`)
    at++
  }

  /** Whether the quotation mark at `end` belongs to the string from `start`: an odd number of backslashes stands before it. */
  const escaped = (start: number, end: number): boolean => {
    let first = end
    while (first - 1 > start && text[first - 1] === '\\') first--
    return (end - first) % 2 === 1
  }

  const string = (): string => {
    if (peek() !== '"') malformed(`${found()} in the place of a string,`)
    const start = at
    let end = text.indexOf('"', start + 1)
    while (end >= 0 && escaped(start, end)) end = text.indexOf('"', end + 1)
    if (end < 0) return malformed('a string without an end', start)
    at = end + 1
    // The engine knows what a string may hold and what its escapes mean.
    return E.getOrElse((): string => malformed('a malformed string', start))(E.tryCatch(() => JSON.parse(text.slice(start, at)) as string, () => undefined))
  }

  const number = (): number => {
    digits.lastIndex = at
    const literal = digits.exec(text)?.[0] ?? malformed(`${found()} in the place of a value,`)
    at += literal.length
    return numeral(literal)
  }

  /** Items with commas between them, up to the closing bracket. */
  const listed = (close: string, item: () => void): void => {
    at++
    if (peek() !== close) {
      item()
      while (peek() === ',') {
        at++
        item()
      }
    }
    take(close)
  }

  const value = (depth: number): Json => {
    const c = peek()
    if (c === '"') return string()
    if (c === '{' || c === '[') {
      if (depth === deepest) return malformed(`more than ${deepest} levels,`)
      return c === '{' ? object(depth + 1) : list(depth + 1)
    }
    const word = words.get(c)
    if (word === undefined) return number()
    if (!text.startsWith(word[0], at)) return malformed(`${found()} in the place of a value,`)
    at += word[0].length
    return word[1]
  }

  const list = (depth: number): Json => {
    const items: Json[] = []
    listed(']', () => items.push(value(depth)))
    return items
  }

  const object = (depth: number): Json => {
    const members = new Map<string, Json>()
    listed('}', () => {
      peek()
      const start = at
      const name = string()
      if (members.has(name)) malformed(`the name ${JSON.stringify(name.slice(0, 60))} twice,`, start)
      take(':')
      members.set(name, value(depth))
    })
    return members
  }

  try {
    const whole = value(0)
    peek()
    return at === text.length ? E.right(whole) : E.left(`${found()} after the value, at character ${at}`)
  } catch (error) {
    if (error instanceof Malformed) return E.left(error.message)
    throw error
  }
}
