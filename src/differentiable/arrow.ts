/** A function that comes with its derivative. The pullback belongs to this call: there is no second forward pass. */
export type Differentiable<A, B> = (a: A) => readonly [value: B, pullback: (db: B) => A]
