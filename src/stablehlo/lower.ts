/** The type of a primitive's lowering, and of the table that has one for each. */
import type { Kind, Of, TensorType } from '../program/primitive.js'
import type { Program } from '../program/program.js'
import type { Value } from './value.js'
import type { Writer } from './writer.js'

/** A function of the text. */
export interface Called {
  /** Whether its last result, behind those of its program, is whether all its indices were in range. */
  readonly isChecked: boolean
  readonly call: (operands: readonly Value[], to: Writer) => readonly Value[]
}

/** The text around an instruction. */
export interface Context {
  readonly to: Writer
  /** The function that a program becomes, the body of a loop. */
  readonly functionOf: (program: Program) => Called
  /** Takes a boolean scalar for each gather and scatter, whether its indices are in range; absent without a check. */
  readonly expect?: (holds: Value) => void
}

/** Writes one primitive and returns its results. */
export type Lower<K extends Kind> =
  (primitive: Of<K>, operands: readonly Value[], results: readonly TensorType[], context: Context) => readonly Value[]

export type Lowerings = { readonly [K in Kind]: Lower<K> }

/** The reason why something has no lowering; the instruction and its layer are added where it is caught. */
export class NoLowering extends Error {}
