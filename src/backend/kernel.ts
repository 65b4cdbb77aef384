import type { Brought } from '../program/brought.js'
import type { Elements } from '../program/elements.js'
import type { Kind, Of, TensorType } from '../program/primitive.js'

/** One instruction made ready: writes results from operands. A result may share memory with an operand only where the
 * plan says so (`map`, and `reshape`, which moves nothing). */
export type Kernel = (results: readonly Elements[], operands: readonly Elements[]) => void

/** How one kind of primitive is made ready for operands and results of known types. */
export type Prepare<K extends Kind> = (
  primitive: Of<K>,
  operands: readonly TensorType[],
  results: readonly TensorType[],
) => Kernel

/** A kernel for every primitive that does not bring its own, and for loops: the compiler says which one is missing. */
export type Kernels = { readonly [K in Exclude<Kind, Brought> | 'scan']: Prepare<K> }

/** What interpreters ask of a primitive that is brought. */
export interface Prepared<K extends Kind> {
  readonly prepare: Prepare<K>
}
