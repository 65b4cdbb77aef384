/** What a lowering of a primitive is: a table has one for each, which the compiler checks. */
import type { Kind, Of, TensorType } from '../program/primitive.js'
import type { Program } from '../program/program.js'
import type { Value } from './value.js'
import type { Writer } from './writer.js'

/** A function of the text. */
export interface Called {
  /** Whether it gives, behind the results of its program, whether all indices in it were in range. */
  readonly isChecked: boolean
  readonly call: (operands: readonly Value[], to: Writer) => readonly Value[]
}

/** The text around an instruction. */
export interface Context {
  readonly to: Writer
  /** The function that a program becomes, the body of a loop. */
  readonly functionOf: (program: Program) => Called
  /** Told of each index that has to lie in 0 … n-1, where somebody asked for a check: a truth value without axes, whether all do. */
  readonly expect?: (holds: Value) => void
}

/** Writes one primitive; gives its results. */
export type Lower<K extends Kind> =
  (primitive: Of<K>, operands: readonly Value[], results: readonly TensorType[], context: Context) => readonly Value[]

export type Lowerings = { readonly [K in Kind]: Lower<K> }

/** Why something has no lowering: told with the instruction and its layer, where it is caught. */
export class NoLowering extends Error {}
