/** What decoders of plain data are made of: each gives what it has read, or refuses it with the place. */
import { valueText } from '../shape/error.js'

/** Where a value is, from the outermost on. */
export interface Spot {
  readonly key: string
  readonly value: unknown
  readonly parent: Spot | undefined
}

/** Thrown where a value is refused, caught where a decoder was asked. */
export class Refusal extends Error {
  override readonly name = 'Refusal'
  readonly spot: Spot
  constructor(spot: Spot, message: string) {
    super(message)
    this.spot = spot
  }
}

/** Reads one value. */
export type Read<A> = (spot: Spot) => A

export const refuse = (spot: Spot, expected: string): never => {
  throw new Refusal(spot, `${expected} expected, received ${valueText(spot.value)}`)
}

/** Something of which a predicate tells. */
export const that = <A>(expected: string, holds: (value: unknown) => value is A): Read<A> =>
  (spot) => (holds(spot.value) ? spot.value : refuse(spot, expected))

/** The part of a value that has this key. */
export const at = (spot: Spot, key: string | number): Spot =>
  ({ key: String(key), value: (spot.value as Readonly<Record<string | number, unknown>>)[key], parent: spot })

const isPlain = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** A record of exactly these fields; of those that may be missing, none is there without a value. */
export const expectRecord = (spot: Spot, expected: string, fields: readonly string[], optional: readonly string[] = []): void => {
  const { value } = spot
  if (!isPlain(value)) return refuse(spot, expected)
  const missing = fields.find((key) => !Object.hasOwn(value, key))
  if (missing !== undefined) refuse({ key: missing, value: undefined, parent: spot }, `a field of ${expected}`)
  const surplus = Object.keys(value).find((key) => !fields.includes(key) && !optional.includes(key))
  if (surplus !== undefined) refuse(at(spot, surplus), 'no such field')
}

/** Whether a field that may be missing has a value. */
export const has = (spot: Spot, key: string): boolean => at(spot, key).value !== undefined

/** The items of a list, one after the other: the first that is wrong is the last that is looked at. */
export const listOf = <A>(read: (spot: Spot, i: number) => A, expected = 'a list'): Read<readonly A[]> => (spot) => {
  if (!Array.isArray(spot.value)) return refuse(spot, expected)
  const items: A[] = []
  for (let i = 0; i < spot.value.length; i++) items.push(read(at(spot, i), i))
  return items
}

/** A whole number in a range. */
export const whole = (low: number, high = Number.MAX_SAFE_INTEGER): Read<number> =>
  that(high === Number.MAX_SAFE_INTEGER ? `a whole number of at least ${low}` : `a whole number from ${low} to ${high}`,
    (value): value is number => Number.isSafeInteger(value) && (value as number) >= low && (value as number) <= high)

export const isTrueOrFalse = that('true or false', (value): value is boolean => typeof value === 'boolean')
export const someText = that('text', (value): value is string => typeof value === 'string')

/** One of these texts. */
export const oneOf = <const A extends string>(...names: readonly A[]): Read<A> =>
  that(names.join(' or '), (value): value is A => (names as readonly unknown[]).includes(value))

/** What `check` makes; what it throws instead is why the value is refused. */
export const attempt = <A>(spot: Spot, check: () => A): A => {
  try { return check() } catch (error) {
    if (error instanceof Refusal) throw error
    throw new Refusal(spot, error instanceof Error ? error.message : String(error))
  }
}
