/** Numbers as JSON has them. */

/** A number, or the name of one that JSON does not have. */
export type Numeral = number | 'NaN' | 'Infinity' | '-Infinity' | '-0'

/** A number as text that tells -0 from 0. */
export const literal = (value: Numeral): string => (Object.is(value, -0) ? '-0' : String(value))

export const numeral = (value: number): Numeral =>
  (Number.isFinite(value) && !Object.is(value, -0) ? value : literal(value) as Numeral)

/** The number that a numeral says: `Number` reads the four names. */
export const numberOf = (value: Numeral): number => Number(value)

/** Whether JSON gives this back as it was, and it says a number. */
export const isNumeral = (u: unknown): u is Numeral =>
  Object.is(u, typeof u === 'number' ? numeral(u) : typeof u === 'string' && numeral(Number(u)))
