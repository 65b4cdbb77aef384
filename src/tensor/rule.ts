/** What a rule is: a primitive's derivative, backward and forward. */
import type { Prepared } from '../backend/kernel.js'
import type { Staged } from '../backend/wasm/kernels/kernel.js'
import type { Scheduled } from '../backend/wasm/scheduling/lower.js'
import { brought, type Brought, type Inferred, type Looped } from '../program/brought.js'
import type { Kind, Of } from '../program/primitive.js'
import type { Id, Program } from '../program/program.js'
import type { AnyTensor } from './tensor.js'

type Maybe = AnyTensor | undefined

/** One application of a primitive, as a rule sees it. */
export interface Application<K extends Kind> {
  readonly primitive: Of<K>
  readonly operands: readonly AnyTensor[]
  readonly results: readonly AnyTensor[]
  /** What the forward pass kept for the way back, beside the results. */
  readonly kept: readonly AnyTensor[]
}

/**
 * All values of a program at these inputs, and its pullback: from cotangents of the results to that of any value. Values `known`
 * are not computed again; products `apart`, by their result, give their right operand no cotangent.
 */
export type Pullback = (
  program: Program,
  inputs: readonly AnyTensor[],
  known: ReadonlyMap<Id, AnyTensor>,
  apart: ReadonlySet<Id>,
) => readonly [values: readonly AnyTensor[], pullback: (cotangents: readonly AnyTensor[]) => (id: Id) => AnyTensor | undefined]

/** The results of a program and their tangents. */
export type Pushforward = (
  program: Program,
  inputs: readonly AnyTensor[],
  tangents: readonly AnyTensor[],
) => readonly [results: readonly AnyTensor[], tangents: readonly AnyTensor[]]

/** The derivative of one primitive, backward. That of a program is for the primitive that holds one. */
export interface Backward<K extends Kind> {
  /** The forward pass where it has to keep more than its results: those first, then what is kept. */
  readonly forward?: (primitive: Of<K>, operands: readonly AnyTensor[]) => readonly AnyTensor[]
  /** The cotangents of the operands, from those of the results; only those `wanted` are computed. `undefined` is zero. */
  readonly pull: (
    at: Application<K>,
    cotangents: readonly Maybe[],
    wanted: readonly boolean[],
    pullback: Pullback,
  ) => readonly Maybe[]
}

/** The derivative of one primitive, forward. */
export interface Forward<K extends Kind> {
  /** The tangents of the results, from those of the operands. */
  readonly push: (at: Application<K>, tangents: readonly Maybe[], pushforward: Pushforward) => readonly Maybe[]
}

/** The derivative of one primitive, both ways. */
export interface Rule<K extends Kind> extends Backward<K>, Forward<K> {}

/** All that a primitive brings: for each floor its part. A loop is no kernel, but steps of the program that it is in. */
export type Parts<K extends Brought> = Rule<K> & Inferred<K> & Prepared<K> & (K extends 'scan' ? Looped & Scheduled : Staged<K>)

/** Makes a primitive known to all floors. */
export const bring = <K extends Brought>(kind: K, parts: Parts<K>): void => { brought.set(kind, parts) }

/** The rule of a primitive that brings its own; none of one that is in tables. */
export const broughtRule = (kind: Kind): Rule<any> | undefined => brought.get(kind) as Rule<any> | undefined

/** The one function that applies a primitive, with all that the primitive brings: who does without the one does without the other. */
// @__NO_SIDE_EFFECTS__
export const withRule = <K extends Brought, F>(kind: K, parts: Parts<K>, f: F): F => {
  bring(kind, parts)
  return f
}
