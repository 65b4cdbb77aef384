import { aFunction, type Kind } from '../shape/options.js'
import type { Initializer } from './initializer.js'

/** How a bias begins, or that there is none. */
export type Bias = Initializer | false

/** Whether there is a bias; `boolean` where only run time knows. */
export type Has<B> = [B] extends [false] ? false : [false] extends [B] ? boolean : true

/** What may be said of a bias: how it begins, or that there is none. */
export const aBias: Kind = { expected: 'a function, or false for none', holds: (x) => x === false || aFunction.holds(x) }
