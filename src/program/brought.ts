/**
 * Primitives that come with the function that applies them: what there is to know of them is in no table, so programs without
 * that function do without it. Each floor says which part it asks for; the function brings all parts in one record.
 */
import type { Kind, Of, Primitive, Program, TensorType } from './primitive.js'

/** The primitives that are in no table. */
export type Brought = 'scan' | 'scatterMax' | 'sort'

/** What this floor asks for: the types of the results. `expect` complains of operands that don't fit, in words. */
export interface Inferred<K extends Kind> {
  readonly infer: (
    primitive: Of<K>, operands: readonly TensorType[], expect: (holds: boolean, what: () => string) => void,
  ) => readonly TensorType[]
}

/** What a loop brings besides. */
export interface Looped {
  /** Itself without rules inside. */
  readonly plain: (loop: Of<'scan'>) => Primitive
  /** A program of which loops do less over and over. */
  readonly hoisted: (program: Program) => Program
}

/** By the kinds of primitives; set by the functions that apply them, and by what reads programs. */
export const brought = new Map<Kind, unknown>()

/** What a primitive brings that has been applied. */
export const broughtBy = <P>(kind: Kind): P => {
  if (!brought.has(kind)) throw new Error(`${kind} comes with tensor.${kind} or program.codec, which this program lacks`)
  return brought.get(kind) as P
}
