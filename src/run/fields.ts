/** Codecs of plain data that JSON can say: numbers that are not finite as texts, records of exactly the fields that are known. */
import * as E from 'fp-ts/lib/Either.js'
import type * as t from 'io-ts'
import { codecOf, partOf, plainly, refused } from '../io/codec.js'
import { valueText } from '../shape/error.js'
import { isRecord } from '../shape/options.js'

/** A codec between a value and what JSON can say of it. */
export type Codec<A> = t.Type<A, unknown, unknown>

const texts: ReadonlyMap<unknown, number> = new Map(['NaN', 'Infinity', '-Infinity', '-0'].map((text) => [text, Number(text)]))
const isSayable = (x: number): boolean => Number.isFinite(x) && !Object.is(x, -0)
const textOf = (x: number): string => (Object.is(x, -0) ? '-0' : String(x))

const isNumber = (u: unknown): u is number => typeof u === 'number'

/** Numbers; those that JSON cannot say are texts. */
export const real: Codec<number> = codecOf(
  'number', isNumber,
  (u, context) => {
    const value = isNumber(u) ? u : texts.get(u)
    return value === undefined ? refused(u, context, `a number expected, received ${valueText(u)}`) : E.right(value)
  },
  (x) => (isSayable(x) ? x : textOf(x)))

export const whole: Codec<number> =
  plainly('a whole number of at least 0', (u): u is number => Number.isSafeInteger(u) && (u as number) >= 0)
export const text: Codec<string> = plainly('a string', (u): u is string => typeof u === 'string')

/** What a cell of a table holds: a number that JSON cannot say is `{ "$number": "NaN" }`, since "NaN" may be a text. */
export type Scalar = string | number | boolean | null

const isScalar = (u: unknown): u is Scalar => u === null || ['string', 'number', 'boolean'].includes(typeof u)

/** Scalars, some kinds of them. */
// @__NO_SIDE_EFFECTS__
export const scalars = <A extends Scalar>(name: string, is: (u: Scalar) => u is A): Codec<A> => codecOf(
  name, (u): u is A => isScalar(u) && is(u),
  (u, context) => {
    const value = isScalar(u) ? u : isRecord(u) && Object.keys(u).length === 1 ? texts.get(u['$number']) : undefined
    return value !== undefined && is(value) ? E.right(value) : refused(u, context, `${name} expected, received ${valueText(u)}`)
  },
  (x) => (isNumber(x) && !isSayable(x) ? { $number: textOf(x) } : x))

/** One of these texts. */
// @__NO_SIDE_EFFECTS__
export const oneOf = <A extends string>(...names: readonly A[]): Codec<A> =>
  plainly(names.map((name) => JSON.stringify(name)).join(' or '), (u): u is A => names.includes(u as A))

/** The parts of a value, each by its own codec; the errors of all of them. */
const parts = <B>(
  entries: readonly (readonly [key: string, value: unknown, codec: Codec<any>])[], context: t.Context, join: (values: readonly unknown[]) => B,
): t.Validation<B> => {
  const errors: t.ValidationError[] = []
  const values = entries.map(([key, value, codec]) => {
    const made = codec.validate(value, partOf(context, key, codec, value))
    if (E.isRight(made)) return made.right
    errors.push(...made.left)
    return undefined
  })
  return errors.length === 0 ? E.right(join(values)) : E.left(errors)
}

/** Lists. */
// @__NO_SIDE_EFFECTS__
export const list = <A>(item: Codec<A>): Codec<readonly A[]> => codecOf(
  `a list of ${item.name}`, (u): u is readonly A[] => Array.isArray(u) && u.every(item.is),
  (u, context) => (Array.isArray(u) ? parts(u.map((value, i) => [String(i), value, item]), context, (values) => values as readonly A[])
    : refused(u, context, `a list expected, received ${valueText(u)}`)),
  (items) => items.map(item.encode))

/** Records with any names. */
// @__NO_SIDE_EFFECTS__
export const byName = <A>(item: Codec<A>): Codec<Readonly<Record<string, A>>> => codecOf(
  `a record of ${item.name}`, (u): u is Readonly<Record<string, A>> => isRecord(u) && Object.values(u).every(item.is),
  (u, context) => {
    if (!isRecord(u)) return refused(u, context, `a record expected, received ${valueText(u)}`)
    const names = Object.keys(u)
    return parts(names.map((name) => [name, u[name], item]), context, (values) =>
      Object.fromEntries(names.map((name, i) => [name, values[i] as A])))
  },
  (record) => Object.fromEntries(Object.entries(record).map(([name, value]) => [name, item.encode(value)])))

/** One codec or the other: the first that takes the value. */
// @__NO_SIDE_EFFECTS__
export const either = <A, B>(one: Codec<A>, other: Codec<B>, isOther: (u: unknown) => boolean): Codec<A | B> => codecOf<A | B, unknown>(
  `${one.name} or ${other.name}`, (u): u is A | B => one.is(u) || other.is(u),
  (u, context) => (isOther(u) ? other.validate(u, context) : one.validate(u, context)),
  (value) => (isOther(value) ? other.encode(value as B) : one.encode(value as A)))

type OptionalKeys<A> = { [K in keyof A]-?: object extends Pick<A, K> ? K : never }[keyof A]

const nothing = plainly('nothing', (u): u is undefined => u === undefined)

/**
 * Records of exactly these fields, some of which may be left out. They are written in this order: the same value is the same text.
 * `fault` says what else is wrong with one.
 */
// @__NO_SIDE_EFFECTS__
export const fields = <A extends object>(
  required: { readonly [K in Exclude<keyof A, OptionalKeys<A>>]: Codec<A[K]> },
  optional: { readonly [K in OptionalKeys<A>]-?: Codec<Exclude<A[K], undefined>> },
  fault: (value: A) => string | undefined = () => undefined,
): Codec<A> => {
  const [needed, allowed] = [Object.entries<Codec<any>>(required), Object.entries<Codec<any>>(optional)]
  const known = new Set([...needed, ...allowed].map(([name]) => name))
  const present = (u: Readonly<Record<string, unknown>>) => [...needed, ...allowed.filter(([name]) => u[name] !== undefined)]
  const others = (u: Readonly<Record<string, unknown>>) => Object.keys(u).filter((name) => !known.has(name))
  return codecOf<A, unknown>(
    'a record',
    (u): u is A => isRecord(u) && others(u).length === 0 && present(u).every(([name, codec]) => codec.is(u[name])) && fault(u as A) === undefined,
    (u, context) => {
      if (!isRecord(u)) return refused(u, context, `a record expected, received ${valueText(u)}`)
      const [unknown] = others(u)
      if (unknown !== undefined)
        return refused(u[unknown], partOf(context, unknown, nothing, u[unknown]), 'no such field is known: it may be of a newer version')
      const here = present(u)
      return E.chain((made: A) => {
        const wrong = fault(made)
        return wrong === undefined ? E.right(made) : refused(u, context, wrong)
      })(parts(here.map(([name, codec]) => [name, u[name], codec]), context, (values) =>
        Object.fromEntries(here.map(([name], i) => [name, values[i]])) as A))
    },
    (value) => {
      const record = value as Readonly<Record<string, unknown>>
      return Object.fromEntries(present(record).map(([name, codec]) => [name, codec.encode(record[name])]))
    })
}

/** Records of several kinds, told apart by the text in a field. */
// @__NO_SIDE_EFFECTS__
export const tagged = <A extends object>(tag: keyof A & string, kinds: Readonly<Record<string, Codec<any>>>): Codec<A> => {
  const names = Object.keys(kinds)
  const kindOf = (u: unknown): Codec<any> | undefined => {
    const name = isRecord(u) ? u[tag] : undefined
    return typeof name === 'string' && Object.hasOwn(kinds, name) ? kinds[name] : undefined
  }
  return codecOf<A, unknown>(
    `one of ${names.join(', ')}`, (u): u is A => kindOf(u)?.is(u) ?? false,
    (u, context) => {
      if (!isRecord(u)) return refused(u, context, `a record expected, received ${valueText(u)}`)
      const message = `one of ${names.join(', ')} expected, received ${valueText(u[tag])}: it may be of a newer version`
      return kindOf(u)?.validate(u, context) ?? refused(u[tag], partOf(context, tag, text, u[tag]), message)
    },
    (value) => kindOf(value)?.encode(value))
}
