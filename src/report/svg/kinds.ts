/** What callers of plots give: numbers, of which some may not be finite. */
import { aNumber, listOf, type Kind } from '../../shape/options.js'

export const someNumbers = /* @__PURE__ */ listOf('numbers', { expected: 'a number', holds: (x) => typeof x === 'number' })
export const someFinite = /* @__PURE__ */ listOf('finite numbers', aNumber)
export const anIndex: Kind = { expected: 'a whole number of at least 0', holds: (x) => Number.isSafeInteger(x) && x >= 0 }
export const aCount: Kind = { expected: 'a whole number from 1 to 500', holds: (x) => Number.isSafeInteger(x) && x >= 1 && x <= 500 }
export const aDomain: Kind = {
  expected: 'two finite numbers, the lower one first', holds: (x) => someFinite.holds(x) && x.length === 2 && x[0] < x[1],
}
