/** Codecs of single cells: the text of a table, decoded into what it stands for. */
import * as t from 'io-ts'

/** A codec of a cell that stands for an `A`. */
export type Cell<A> = t.Type<A, string, unknown>

/** How a cell of a kind is read and written; `read` gives nothing for what it is not. */
interface Kind<A> {
  readonly name: string
  readonly is: (u: unknown) => u is A
  readonly read: (text: string) => A | undefined
  readonly write: (a: A) => string
}

const cell = <A>({ name, is, read, write }: Kind<A>): Cell<A> =>
  new t.Type(name, is, (u, context) => {
    const value = typeof u === 'string' ? read(u) : undefined
    return value === undefined ? t.failure(u, context) : t.success(value)
  }, write)

const isFinite = (u: unknown): u is number => Number.isFinite(u)
const decimal = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i

const readNumber = (text: string): number | undefined => {
  const value = decimal.test(text.trim()) ? Number(text) : NaN
  return Number.isFinite(value) ? value : undefined
}

/**
 * A finite decimal number.
 *
 * @example
 * number.decode('2.5e3') // Right: 2500
 */
export const number: Cell<number> = cell({ name: 'a number', is: isFinite, read: readNumber, write: String })

const isInteger = (u: unknown): u is number => Number.isSafeInteger(u)

const readInteger = (text: string): number | undefined => {
  const value = readNumber(text)
  return isInteger(value) ? value : undefined
}

/**
 * A whole number.
 *
 * @example
 * integer.decode('3') // Right: 3
 */
export const integer: Cell<number> = cell({ name: 'a whole number', is: isInteger, read: readInteger, write: String })

/**
 * One of the given names, decoded as its place in the list: a class.
 *
 * @example
 * category(['no', 'yes']).decode('yes') // Right: 1
 */
export const category = (names: readonly [string, ...string[]]): Cell<number> => {
  const places = new Map(names.map((name, i) => [name, i]))
  return cell({
    name: names.length <= 12 ? `one of ${names.map((name) => JSON.stringify(name)).join(', ')}` : `one of ${names.length} names`,
    is: (u): u is number => isInteger(u) && u >= 0 && u < names.length,
    read: (text) => places.get(text),
    write: (i) => names[i] as string,
  })
}

/** What stands for a missing cell where nothing else is said. */
export const missingTokens: readonly [string, ...string[]] = ['', 'NA']

/**
 * What the codec says, or `undefined` for a cell that holds one of the tokens of missing ones, by default nothing or `NA`.
 *
 * @example
 * optional(number).decode('NA') // Right: undefined
 */
export const optional = <A>(of: Cell<A>, missing: readonly [string, ...string[]] = missingTokens): Cell<A | undefined> =>
  new t.Type<A | undefined, string, unknown>(
    `${of.name}, or missing`,
    (u): u is A | undefined => u === undefined || of.is(u),
    (u, context) => (typeof u === 'string' && missing.includes(u) ? t.success(undefined) : of.validate(u, context)),
    (a) => (a === undefined ? missing[0] : of.encode(a)),
  )
