/** What comes with the function that applies a primitive, as its rule does, and is asked for wherever the primitive is applied. */
import type { Prepare } from '../backend/kernel.js'
import type { Kind, Of, Primitive } from '../program/primitive.js'

/** How a primitive is computed, and what it is without rules inside. */
export interface Brought<K extends Kind> {
  readonly prepare: Prepare<K>
  readonly plain: (primitive: Of<K>) => Primitive
}

/** By the kinds of primitives; set once, by the function that applies one. */
export const brought = new Map<Kind, Brought<any>>()

/** What a primitive brings that has been applied. */
export const broughtBy = (kind: Kind): Brought<any> => brought.get(kind)!
