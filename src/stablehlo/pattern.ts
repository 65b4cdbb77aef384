/** Operations that stand for several instructions: a convolution for im2col and product. */
import type { Id } from '../program/primitive.js'
import type { Value } from './value.js'
import type { Writer } from './writer.js'

/** The replacement of an instruction. Instructions that only this one needed are dead then. */
export interface Pattern {
  /** The values that it reads. */
  readonly operands: readonly Id[]
  /** Writes it; its result has the type of the instruction's. */
  readonly lower: (operands: readonly Value[], to: Writer) => Value
}
