import { printType } from '../program/infer.js'
import { isTensor } from './tensor.js'
import { summarized } from './tree.js'
import { remembered } from '../program/memo.js'

/** Numbers of functions and other objects, which are themselves alone. */
let last = 0
const numberOf = /* @__PURE__ */ remembered((_: WeakKey): number => ++last)

/** What is no tensor: a plain value by what it is, anything else by its identity. */
const valueOf = (x: unknown): string => {
  if (typeof x === 'string') return JSON.stringify(x)
  if (typeof x === 'number') return Object.is(x, -0) ? '-0' : String(x)
  if (typeof x === 'bigint') return `${x}n`
  if (typeof x === 'symbol') return Symbol.keyFor(x) === undefined ? `#${numberOf(x as unknown as WeakKey)}` : `for ${Symbol.keyFor(x)}`
  return x === null || (typeof x !== 'object' && typeof x !== 'function') ? String(x) : `#${numberOf(x)}`
}

/**
 * What a program traced for a tree depends on: its lists and records with their keys in order, the types of its tensors, and
 * everything that is no tensor. Not types alone: records with their fields in another order may have the same types in a row.
 */
export const signature = (tree: unknown): string => summarized(
  tree, (node) => (isTensor(node) ? printType(node) : valueOf(node)),
  (keys, parts) => (keys === undefined ? `[${parts.join()}]` : `{${parts.map((part, i) => `${JSON.stringify(keys[i])}:${part}`).join()}}`))
