/** Kinds of raw cases: how what comes from outside becomes the numbers that a network is given. */
import type { Json } from 'fp-ts/lib/Json.js'
import type { Shown } from '../run/result.js'
import { isRecord, type Kind } from '../shape/options.js'
import type { Shape } from '../shape/shape.js'
import type { Wrong } from './wrong.js'

/** Memory for raw cases, one after another; a missing number is NaN. */
export type Values = Float64Array<ArrayBuffer> | Float32Array<ArrayBuffer> | Int32Array<ArrayBuffer>

/** Element types of inputs: numbers, or tokens. */
export type InputType = 'f32' | 'i32'

/** What reading a raw case found: what is wrong with it, and categories that the schema does not have, by field. */
export interface Reading {
  readonly wrong: readonly Wrong[]
  readonly unknown: Readonly<Record<string, string>>
}

/**
 * The schema of raw cases of type `R`, which come labeled as `E`: what they hold, checked, as `shape` numbers. Made by `row`,
 * `image`, `sound` and `text`.
 */
export interface Input<R = any, E = any, S extends Shape = Shape, D extends InputType = InputType> {
  readonly kind: 'row' | 'image' | 'sound' | 'text'
  /** The schema as plain data, from which the same input can be made. */
  readonly schema: Json
  /** The shape of one case, as the network is given it. */
  readonly shape: S
  readonly dtype: D
  /** The names of an example's fields, but for the target's. */
  readonly fields: readonly string[]
  /** Memory for `n` cases. */
  readonly allocate: (n: number) => Values
  /** The places of the last axis that are brought to mean 0 and variance 1 over all that is learned from; `true` where all are. */
  readonly standardized: readonly boolean[]
  /** Puts a case's numbers into memory from a place on; says what is wrong, or nothing. */
  readonly read: (raw: unknown, into: Values, at: number) => Reading | undefined
  /** The raw case in an example. */
  readonly caseOf: (example: Readonly<Record<string, unknown>>) => unknown
  /** What a case looks like. */
  readonly show: (raw: unknown, values: Values) => Shown
  /** There for the compiler alone. */
  readonly types?: { readonly raw: R; readonly example: E }
}

/** The raw cases of an input. */
export type RawOf<I extends Input> = I extends Input<infer R, any, any, any> ? R : never
/** The labeled cases of an input, without their target. */
export type ExampleOf<I extends Input> = I extends Input<any, infer E, any, any> ? E : never

export const anInput: Kind = {
  expected: 'the schema of a raw case, as model.row makes it',
  holds: (x) => isRecord(x) && typeof x['read'] === 'function' && typeof x['caseOf'] === 'function',
}
