/**
 * Codecs of single cells: the text of a table (or the value, where a table has values), decoded into what it stands for; and
 * what a model is given for it.
 */
import * as E from 'fp-ts/lib/Either.js'
import type * as t from 'io-ts'
import { codecOf } from '../../io/codec.js'
import { check, isRecord, type Kind as Expected } from '../../shape/options.js'

/** What a cell holds. Text is for people: it becomes no numbers. */
export type CellKind = 'number' | 'category' | 'boolean' | 'text'

/** How the value of a cell becomes numbers: one, or as many as there are categories, with a label each. */
export interface Feature<A, W extends number, K extends CellKind, N extends string = string> {
  readonly kind: K
  readonly width: W
  /** What each number says beyond the column's name; nothing where there is one. */
  readonly labels: readonly string[]
  /** The names of a category, in their order. */
  readonly names?: readonly N[]
  /** Whether numbers are whole ones. */
  readonly integer?: boolean
  /** Texts that stand for a missing cell, where one may be missing. */
  readonly missing?: readonly string[]
  /** NaN for a number or a truth value that is missing, and zeros for a category that is. */
  readonly spread: (value: A) => readonly number[]
}

/** A codec of a cell that stands for an `A`, which becomes `W` numbers; of a category with the names `N`. */
export interface Cell<A, W extends number = number, K extends CellKind = CellKind, N extends string = string>
  extends t.Type<A, string, unknown> {
  readonly feature: Feature<A, W, K, N>
}

/** How a cell of a kind is read from text, taken from values, and written; `read` and `take` give nothing for what it is not. */
interface Kind<A, W extends number, K extends CellKind, N extends string> {
  readonly name: string
  readonly is: (u: unknown) => u is A
  readonly read: (text: string) => A | undefined
  readonly take: (value: unknown) => A | undefined
  readonly write: (a: A) => string
  readonly feature: Feature<A, W, K, N>
}

// @__NO_SIDE_EFFECTS__
const cell = <A, W extends number, K extends CellKind, N extends string>(
  { name, is, read, take, write, feature }: Kind<A, W, K, N>,
): Cell<A, W, K, N> =>
  /* @__PURE__ */ Object.assign(codecOf<A, string>(name, is, (u, context) => {
    const value = typeof u === 'string' ? read(u) : take(u)
    return value === undefined ? E.left([{ value: u, context }]) : E.right(value)
  }, write), { feature })

const isFinite = (u: unknown): u is number => Number.isFinite(u)
const decimal = /^[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?$/i

const readNumber = (text: string): number | undefined => {
  const value = decimal.test(text.trim()) ? Number(text) : NaN
  return Number.isFinite(value) ? value : undefined
}

/** A number as it is; whole ones of 64 bits where no digit is lost. */
const takeNumber = (value: unknown): number | undefined => {
  const number = typeof value === 'bigint' && BigInt(Number(value)) === value ? Number(value) : value
  return isFinite(number) ? number : undefined
}

const one: Feature<number, 1, 'number', never> = { kind: 'number', width: 1, labels: [''], spread: (value) => [value] }

/**
 * A finite decimal number.
 *
 * @example
 * number.decode('2.5e3') // Right: 2500
 * number.decode(2.5) // Right: 2.5
 */
export const number: Cell<number, 1, 'number', never> =
  cell({ name: 'a number', is: isFinite, read: readNumber, take: takeNumber, write: String, feature: one })

const isInteger = (u: unknown): u is number => Number.isSafeInteger(u)
const whole = (value: number | undefined): number | undefined => (isInteger(value) ? value : undefined)

/**
 * A whole number.
 *
 * @example
 * integer.decode('3') // Right: 3
 */
export const integer: Cell<number, 1, 'number', never> = cell({
  name: 'a whole number', is: isInteger, read: (text) => whole(readNumber(text)), take: (value) => whole(takeNumber(value)),
  write: String, feature: { ...one, integer: true },
})

const isBoolean = (u: unknown): u is boolean => typeof u === 'boolean'
const truths: ReadonlyMap<string, boolean> = new Map([['true', true], ['false', false]])

/**
 * `true` or `false`, in any case of letters.
 *
 * @example
 * boolean.decode('True') // Right: true
 */
export const boolean: Cell<boolean, 1, 'boolean', never> = cell({
  name: 'true or false',
  is: isBoolean,
  read: (text) => truths.get(text.toLowerCase()),
  take: (value) => (isBoolean(value) ? value : undefined),
  write: String,
  feature: { kind: 'boolean', width: 1, labels: [''], spread: (value) => [Number(value)] },
})

/**
 * One of the given names, decoded as its place in the list: a class. A number counts by its decimal text.
 *
 * @example
 * category(['no', 'yes']).decode('yes') // Right: 1
 */
export const category = <const N extends readonly [string, ...string[]]>(names: N): Cell<number, N['length'], 'category', N[number]> => {
  check('table.category', { names }, { names: aNames })
  const places = new Map(names.map((name, i) => [name, i]))
  const isNumber = (value: unknown): boolean => isFinite(value) || typeof value === 'bigint'
  return cell({
    name: names.length <= 12 ? `one of ${names.map((name) => JSON.stringify(name)).join(', ')}` : `one of ${names.length} names`,
    is: (u): u is number => isInteger(u) && u >= 0 && u < names.length,
    read: (text) => places.get(text),
    take: (value) => (isNumber(value) ? places.get(String(value)) : undefined),
    write: (i) => names[i] as string,
    feature: {
      kind: 'category', width: names.length, labels: names.map((name) => `=${name}`), names,
      spread: (place) => names.map((_, i) => Number(i === place)),
    },
  })
}

const aNames = {
  expected: 'a list of at least one string',
  holds: (x: unknown) => Array.isArray(x) && x.length > 0 && x.every((name) => typeof name === 'string'),
}

/** A codec of cells, which has a feature. */
export const aCell: Expected = {
  expected: 'a cell, such as table.number', holds: (x: unknown) => isRecord(x) && isRecord(x['feature']),
}

const isText = (u: unknown): u is string => typeof u === 'string'

/**
 * Text as it is, which is no input of a model.
 *
 * @example
 * string.decode('Braund, Mr. Owen Harris') // Right: 'Braund, Mr. Owen Harris'
 */
export const string: Cell<string, 0, 'text', never> = cell({
  name: 'text', is: isText, read: (given) => given, take: () => undefined, write: (given) => given,
  feature: { kind: 'text', width: 0, labels: [], spread: () => [] },
})

/** What stands for a missing cell where nothing else is said. */
export const missingTokens: readonly [string, ...string[]] = ['', 'NA']

/**
 * What the codec says, or `undefined` for a cell that holds one of the tokens of missing ones, by default nothing or `NA`, or
 * null.
 *
 * @example
 * optional(number).decode('NA') // Right: undefined
 */
export const optional = <A, W extends number, K extends CellKind, N extends string>(
  of: Cell<A, W, K, N>, missing: readonly [string, ...string[]] = missingTokens,
): Cell<A | undefined, W, K, N> => {
  check('table.optional', { of, missing }, { of: aCell, missing: aNames })
  const { feature } = of
  const nothing = feature.labels.map(() => (feature.kind === 'category' ? 0 : NaN))
  // A column that is not there is not a missing cell: `undefined` is no value.
  const isMissing = (u: unknown): boolean => u === null || (typeof u === 'string' && missing.includes(u))
  return Object.assign(codecOf<A | undefined, string>(
    `${of.name}, or missing`,
    (u): u is A | undefined => u === undefined || of.is(u),
    (u, context) => (isMissing(u) ? E.right(undefined) : of.validate(u, context)),
    (a) => (a === undefined ? missing[0] : of.encode(a)),
  ), { feature: { ...feature, missing, spread: (a: A | undefined) => (a === undefined ? nothing : feature.spread(a)) } })
}
