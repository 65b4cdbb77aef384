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
import { valueText } from '../shape/error.js'

/** A text and how far it is read. */
export interface Source {
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

/** Where a string ends that is written as it is: without escapes, controls and surrogates; -1 for every other one. */
const plainEnd = (text: string, start: number): number => {
  for (let i = start + 1; i < text.length; i++) {
    const c = text.charCodeAt(i)
    if (c === 0x22) return i
    if (c === 0x5c || c < 0x20 || (c >= 0xd800 && c < 0xe000)) return -1
  }
  return -1
}

/** A string without lone surrogates, which UTF-8 could not say. */
export const string: Parser<string> = (source) => {
  const start = peek(source) === '"' ? source.at : unexpected('a string', source)
  const { text } = source
  const plain = plainEnd(text, start)
  if (plain >= 0) {
    source.at = plain + 1
    return text.slice(start + 1, plain)
  }
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
  if (literal === '' || (literal.startsWith('0') && literal !== '0'))
    return unexpected('a whole number of at least 0', { text, at: start })
  const value = Number(literal)
  return Number.isSafeInteger(value) ? value : reject('a number below 2⁵³', `one of ${literal.length} digits`)
}

/** Whether a further item follows, after a comma; if not, the closing bracket is taken. */
const goesOn = (close: string, source: Source): boolean => {
  const isComma = peek(source) === ','
  if (isComma) source.at++
  else take(close, `, or ${close}`, source)
  return isComma
}

/** Whether a list or an object is empty, its opening bracket read: then it is read to its end. */
const isEmpty = (close: string, source: Source): boolean => {
  source.at++
  const found = peek(source) === close
  if (found) source.at++
  return found
}

/** `[item, ...]`. */
export const list = <A>(item: Parser<A>): Parser<readonly A[]> => (source) => {
  if (peek(source) !== '[') unexpected('a list', source)
  const items: A[] = []
  if (isEmpty(']', source)) return items
  do items.push(item(source)); while (goesOn(']', source))
  return items
}

/** What the members of an object are put into. */
interface Members {
  readonly has: (name: string) => boolean
  /** Reads the value of a name. */
  readonly add: (name: string, source: Source) => void
}

/** Reads the members of an object, each of another name, in order. */
export const readMembers = (source: Source, members: Members): void => {
  if (peek(source) !== '{') unexpected('an object', source)
  if (isEmpty('}', source)) return
  do {
    const name = string(source)
    if (members.has(name)) reject('each name once', `${JSON.stringify(name.slice(0, 80))} twice`)
    take(':', ':', source)
    try {
      members.add(name, source)
    } catch (error) {
      if (error instanceof Malformed) error.path.unshift(name)
      throw error
    }
  } while (goesOn('}', source))
}

/** `{"name": value, ...}` with the parser of each name's value. */
export const object = <A>(member: (name: string) => Parser<A>): Parser<ReadonlyMap<string, A>> => (source) => {
  const found = new Map<string, A>()
  readMembers(source, { has: (name) => found.has(name), add: (name, from) => found.set(name, member(name)(from)) })
  return found
}

/** An object of exactly these names, each with its parser. */
export const record = <A extends object>(parsers: { readonly [K in keyof A]-?: Parser<A[K]> }): Parser<A> => {
  const names = Object.keys(parsers) as (keyof A & string)[]
  return (source) => {
    const found: Partial<A> = {}
    let count = 0
    readMembers(source, {
      has: (name) => Object.hasOwn(found, name),
      add: (name, from) => {
        const known = names.find((one) => one === name) ?? reject(names.join(', '), valueText(name))
        found[known] = parsers[known](from)
        count++
      },
    })
    return count === names.length ? found as A
      : reject(names.join(', '), `only ${Object.keys(found).join(', ') || 'an empty object'}`)
  }
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
