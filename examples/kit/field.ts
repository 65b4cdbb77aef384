/** What options and settings may be: each type's name says it in a sentence. */
import * as t from 'io-ts'

/** A type of values that `holds` is true of. */
const named = <A>(name: string, holds: (u: unknown) => u is A): t.Type<A> =>
  new t.Type<A>(name, holds, (u, context) => (holds(u) ? t.success(u) : t.failure(u, context)), t.identity)

/** A number in a range; the name says what it is. */
export const number = (name: string, holds: (n: number) => boolean): t.Type<number> =>
  named(name, (u): u is number => typeof u === 'number' && holds(u))

/** A finite number above 0. */
export const positive = number('a finite number above 0', (n) => Number.isFinite(n) && n > 0)

/** A whole number in a range. */
export const whole = (least: number, most = Infinity): t.Type<number> => {
  const range = most === Infinity ? `of at least ${least}` : `from ${least} to ${most}`
  return number(`a whole number ${range}`, (n) => Number.isSafeInteger(n) && n >= least && n <= most)
}

/** A path of at least one character. */
export const path: t.Type<string> = named('a path', (u): u is string => typeof u === 'string' && u !== '')

/** One of some names, the first ones with commas: `mlp, cnn or lenet`. */
export const oneOf = <const N extends string>(...names: readonly N[]): t.Type<N> => {
  const all = [names.slice(0, -1).join(', '), names.at(-1)].filter((part) => part !== '').join(' or ')
  return named(all, (u): u is N => names.some((name) => name === u))
}

/** A value written as text. */
export const written = <A>(type: t.Type<A>): t.Type<A, string, unknown> => new t.Type(type.name, type.is, (u, context) => {
  const value: unknown = typeof u === 'string' && /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(u) ? Number(u) : NaN
  const found = [value, u].find(type.is)
  return found === undefined ? t.failure(u, context) : t.success(found as A)
}, String)
