/** The entries of a record as a tuple. Their order is the compiler's: for what does not depend on it. */

/** A function for each member, all at once: the last of these overloads is that of one member. */
type Overloads<U> = (U extends unknown ? (f: () => U) => void : never) extends (f: infer F) => void ? F : never
type OneOf<U> = Overloads<U> extends () => infer L ? L : never
type Keys<U, T extends readonly unknown[] = readonly []> =
  [U] extends [never] ? T : OneOf<U> extends infer K ? Keys<Exclude<U, K>, readonly [K, ...T]> : never

/**
 * What a record holds, in a tuple.
 *
 * @example
 * type One = Listed<{ readonly a: 1 }> // readonly [1]
 */
export type Listed<R> = Entries<R, Keys<keyof R>>
type Entries<R, K extends readonly unknown[]> = { readonly [I in keyof K]: R[K[I] & keyof R] }
