/**
 * As much of JSON (RFC 8259) as the header of a file has: objects, lists, strings and whole numbers, each read only where it
 * is wanted, so that a text holds nothing that nobody asked for. Objects become maps: no name is special, and a name that
 * comes twice is an error.
 *
 * @example
 * parse(object(() => list(whole)), '{"a": [1, 2]}') // Right: { a: [1, 2] }
 * parse(list(whole), '[1, -2]') // Left
 */
import * as E from 'fp-ts/lib/Either.js'
import { isWellFormed } from '../receipt/leaves.js'

/** A text and how far it is read. */
interface Source {
  readonly text: string
  at: number
}

/** Reads one value of a text. */
export type Parser<A> = (source: Source) => A

/** What is wrong, and inside of which names. */
export interface Complaint {
  readonly path: readonly string[]
  readonly expected: string
  readonly received: string
}

class Malformed extends Error {
  readonly path: string[] = []
  readonly expected: string
  readonly received: string
  constructor(expected: string, received: string) {
    super()
    this.expected = expected
    this.received = received
  }
}

/** Ends the reading: the value before it is not what it should be. */
export const reject = (expected: string, received: string): never => {
  throw new Malformed(expected, received)
}

const unexpected = (expected: string, { text, at }: Source): never =>
  reject(expected, `${at < text.length ? JSON.stringify(text.charAt(at)) : 'the end'} at character ${at}`)

/** Skips blanks; the character after them. */
const peek = (source: Source): string => {
  const { text } = source
  for (; source.at < text.length; source.at++) {
    const c = text.charCodeAt(source.at)
    if (c !== 0x20 && c !== 0x0a && c !== 0x0d && c !== 0x09) break
  }
  return text.charAt(source.at)
}

const take = (c: string, expected: string, source: Source): void => {
  if (peek(source) !== c) unexpected(expected, source)
  source.at++
}

/** Whether the quotation mark at `end` belongs to the string from `start`: an odd number of backslashes stands before it. */
const escaped = (text: string, start: number, end: number): boolean => {
  let first = end
  while (first - 1 > start && text.charAt(first - 1) === '\\') first--
  return (end - first) % 2 === 1
}

/** What the engine, which knows all escapes, makes of a string with its quotation marks. */
const unquoted = (literal: string): string | undefined => {
  try {
    return JSON.parse(literal) as string
  } catch {
    return undefined
  }
}

/** A string without lone surrogates, which UTF-8 could not say. */
export const string: Parser<string> = (source) => {
  const start = peek(source) === '"' ? source.at : unexpected('a string', source)
  const { text } = source
  let end = text.indexOf('"', start + 1)
  while (end >= 0 && escaped(text, start, end)) end = text.indexOf('"', end + 1)
  const value = end < 0 ? undefined : unquoted(text.slice(start, end + 1))
  if (value === undefined || !isWellFormed(value)) {
    return reject('a string', `one with no end or what no string can hold, at character ${start}`)
  }
  source.at = end + 1
  return value
}

/** A whole number from 0 to 2⁵³ - 1, written as one. */
export const whole: Parser<number> = (source) => {
  peek(source)
  const { text, at: start } = source
  for (; source.at < text.length; source.at++) {
    const c = text.charCodeAt(source.at)
    if (c < 0x30 || c > 0x39) break
  }
  const literal = text.slice(start, source.at)
  if (!/^(0$|[1-9])/.test(literal)) return unexpected('a whole number of at least 0', { text, at: start })
  const value = Number(literal)
  return Number.isSafeInteger(value) ? value : reject('a number below 2⁵³', `one of ${literal.length} digits`)
}

/** Reads items with commas between them, up to the closing bracket. */
const listed = (close: string, source: Source, item: () => void): void => {
  source.at++
  if (peek(source) !== close) {
    item()
    while (peek(source) === ',') {
      source.at++
      item()
    }
  }
  take(close, `, or ${close}`, source)
}

/** `[item, ...]`. */
export const list = <A>(item: Parser<A>): Parser<readonly A[]> => (source) => {
  if (peek(source) !== '[') unexpected('a list', source)
  const items: A[] = []
  listed(']', source, () => items.push(item(source)))
  return items
}

/** `{"name": value, ...}` with the parser of each name's value. */
export const object = <A>(member: (name: string) => Parser<A>): Parser<ReadonlyMap<string, A>> => (source) => {
  if (peek(source) !== '{') unexpected('an object', source)
  const members = new Map<string, A>()
  listed('}', source, () => {
    const name = string(source)
    if (members.has(name)) reject('each name once', `${JSON.stringify(name.slice(0, 80))} twice`)
    take(':', ':', source)
    try {
      members.set(name, member(name)(source))
    } catch (error) {
      if (error instanceof Malformed) error.path.unshift(name)
      throw error
    }
  })
  return members
}

/** The value of a text, after which only blanks may come. */
export const parse = <A>(parser: Parser<A>, text: string): E.Either<Complaint, A> => {
  const source = { text, at: 0 }
  try {
    const value = parser(source)
    while (text.charAt(source.at) === ' ') source.at++
    return source.at === text.length ? E.right(value) : unexpected('nothing but blanks after the value', source)
  } catch (error) {
    if (error instanceof Malformed) return E.left(error)
    throw error
  }
}
