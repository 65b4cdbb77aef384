/** Options of a command: how each is written, what it may be, and what it says. */

export interface Option<A> {
  /** What its value is called in the help text; absent for one that is only there or not. */
  readonly value?: string
  /** For the help text. */
  readonly meaning: string
  /** What the value may be, in a sentence. */
  readonly expected: string
  /** The value of a text, or nothing for what it may not be. */
  readonly read: (text: string) => A | undefined
  /** Whether it may be given more than once: the values are joined. */
  readonly join?: (a: A, b: A) => A
}

export type Options = Readonly<Record<string, Option<any>>>

/** The values that were given. */
export type Values<O extends Options> = { readonly [K in keyof O]?: O[K] extends Option<infer A> ? A : never }

export const flag = (meaning: string): Option<boolean> => ({ meaning, expected: 'no value', read: () => true })

export const text = (value: string, expected: string, meaning: string): Option<string> =>
  ({ value, meaning, expected, read: (given) => (given === '' ? undefined : given) })

const decimal = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i

export const number = (value: string, expected: string, holds: (n: number) => boolean, meaning: string): Option<number> => ({
  value, meaning, expected,
  read: (given) => (decimal.test(given) && holds(Number(given)) ? Number(given) : undefined),
})

/** An integer in a range, both ends included. */
export const integer = (value: string, least: number, most: number, meaning: string): Option<number> => {
  const range = most === Number.MAX_SAFE_INTEGER ? `of at least ${least}` : `from ${least} to ${most}`
  return number(value, `an integer ${range}`, (n) => Number.isSafeInteger(n) && n >= least && n <= most, meaning)
}

/** One of some words. */
export const word = <const N extends string>(value: string, names: readonly N[], meaning: string): Option<N> =>
  ({ value, meaning, expected: `one of ${names.join(', ')}`, read: (given) => names.find((name) => name === given) })

/** Texts between commas; given twice, both lists count. */
export const list = (value: string, expected: string, meaning: string): Option<readonly string[]> => ({
  value, meaning, expected,
  read: (given) => {
    const parts = given.split(',')
    return parts.includes('') ? undefined : parts
  },
  join: (a, b) => [...a, ...b],
})

/** Integers of at least 1 between commas. */
export const sizes = (value: string, expected: string, meaning: string): Option<readonly number[]> => ({
  value, meaning, expected,
  read: (given) => {
    const parts = given.split(',').map((part) => (/^\d{1,9}$/.test(part) ? Number(part) : 0))
    return parts.every((n) => n >= 1) ? parts : undefined
  },
})
