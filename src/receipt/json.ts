/** JSON values as they are compared, sealed and kept: whatever is not one is not silently made into one. */
import type { Json } from 'fp-ts/lib/Json.js'
import * as t from 'io-ts'
import { brief } from '../trainer/codec.js'
import { byName } from './leaves.js'

/** Lists and records inside one another: more than anybody nests, less than any stack holds. */
export const deepest = 100

/** No more complaints than these are collected: what is odd a million times, or contains itself twice, is odd soon enough. */
const mostErrors = 1000

/** Where a value is, from itself outwards: most of them need no context. */
interface Spot {
  readonly key: string
  readonly actual: unknown
  readonly parent: Spot | undefined
}

const contextOf = (spot: Spot | undefined, before: t.Context): t.Context =>
  (spot === undefined ? before : t.appendContext(contextOf(spot.parent, before), spot.key, json, spot.actual))

const isList = (u: unknown): u is readonly unknown[] => Array.isArray(u)
const isRecord = (u: unknown): u is Readonly<Record<string, unknown>> =>
  typeof u === 'object' && u !== null && Object.getPrototypeOf(u) === Object.prototype

/** Is told of what is no JSON. */
interface Complaints {
  readonly refuse: (u: unknown, spot: Spot | undefined, expected: string) => null
  readonly areMany: () => boolean
}

/** A copy, frozen to the leaves. -0 is no JSON: it would come back as 0. */
const copied = (u: unknown, spot: Spot | undefined, level: number, complaints: Complaints): Json => {
  const { refuse, areMany } = complaints
  const inside = (key: string | number, child: unknown): Json =>
    copied(child, { key: String(key), actual: child, parent: spot }, level + 1, complaints)
  if (areMany()) return null
  if (level > deepest) return refuse(u, spot, `at most ${deepest} levels`)
  if (u === null || typeof u === 'string' || typeof u === 'boolean') return u
  if (typeof u === 'number') return Number.isFinite(u) && !Object.is(u, -0) ? u : refuse(u, spot, 'a finite number, not -0,')
  // Array.from, since `map` passes over holes.
  if (isList(u)) return Object.freeze(Array.from(u, (child, i) => inside(i, child)))
  if (isRecord(u)) return Object.freeze(Object.fromEntries(Object.entries(u).map(([key, child]) => [key, inside(key, child)])))
  return refuse(u, spot, 'a JSON value')
}

const isJson = (u: unknown): u is Json => {
  let sound = true
  copied(u, undefined, 0, { refuse: () => ((sound = false), null), areMany: () => !sound })
  return sound
}

/** JSON values, copied and frozen. */
export const json: t.Type<Json> = new t.Type<Json>('JSON', isJson, (u, context) => {
  const errors: t.ValidationError[] = []
  const value = copied(u, undefined, context.length, {
    refuse: (odd, spot, expected) => {
      errors.push({ value: odd, context: contextOf(spot, context), message: `${expected} expected, received ${brief(odd)}` })
      return null
    },
    areMany: () => errors.length >= mostErrors,
  })
  return errors.length === 0 ? t.success(value) : t.failures(errors)
}, t.identity)

/** The one text of a value, as RFC 8785 has it: no blanks, names by their code units, numbers and strings as in ECMAScript. */
export const canonical = (value: Json): string =>
  isList(value) ? `[${value.map((item) => canonical(item as Json)).join(',')}]`
  : isRecord(value) ? `{${Object.entries(value).toSorted(byName)
    .map(([key, child]) => `${JSON.stringify(key)}:${canonical(child as Json)}`).join(',')}}`
  : JSON.stringify(value)

/** Where two values part first, in the order of the first one's names. */
export interface Parting {
  readonly path: readonly string[]
  /** `undefined` where there is nothing. */
  readonly a: Json | undefined
  readonly b: Json | undefined
}

/** The first place where two values differ; `undefined` where they are equal. The order of names does not count. */
export const parting = (a: Json | undefined, b: Json | undefined, path: readonly string[] = []): Parting | undefined => {
  const branches = (isList(a) && isList(b)) || (!isList(a) && !isList(b) && isRecord(a) && isRecord(b))
  if (!branches) return a === b ? undefined : { path, a, b }
  const [x, y] = [a, b] as readonly Readonly<Record<string, Json>>[]
  const at = (record: Readonly<Record<string, Json>> | undefined, key: string): Json | undefined =>
    (record !== undefined && Object.hasOwn(record, key) ? record[key] : undefined)
  for (const key of new Set([...Object.keys(a as object), ...Object.keys(b as object)])) {
    const found = parting(at(x, key), at(y, key), [...path, key])
    if (found !== undefined) return found
  }
  return undefined
}
