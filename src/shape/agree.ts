/**
 * The one size that two equal sizes are, in a tuple; or null when they cannot be equal. A literal agrees with itself and
 * with plain `number` (and says more than it), a brand or a type parameter with itself and with plain `number`.
 *
 * The tuple keeps a type parameter out of the way of conditional types, which would wait for what it stands for.
 *
 * @example
 * type Inner = Agree<784, number> // readonly [784]
 */
export type Agree<A extends number, B extends number> =
  { a: A; b: B } extends { a: B; b: A } ? readonly [A] : number extends A ? readonly [B] : number extends B ? readonly [A] : null
