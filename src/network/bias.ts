import { aFunction, type Kind } from '../shape/options.js'

/** What may be said of a bias: how it begins, or that there is none. */
export const aBias: Kind = { expected: 'a function, or false for none', holds: (x) => x === false || aFunction.holds(x) }
