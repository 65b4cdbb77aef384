/** Arguments like those before, found by a look at each node: most calls are, and no text of their types is made. */
import type { Elements } from '../program/elements.js'
import { elements, isTensor, recordingOf, type AnyTensor } from '../tensor/tensor.js'
import { isBranch } from '../tensor/tree.js'
import * as raw from '../tensor/untyped.js'

/**
 * Whether a tree has the same lists, records, types and values as `form`, and no symbol among its tensors; puts their elements
 * into `into` from `at` on. Where it does not, some may be there.
 */
export const given = (form: unknown, tree: unknown, into: Elements[], at = 0): boolean => {
  // A stack of its own: trees may be deeper than the engine's.
  const left: unknown[] = [form, tree]
  let next = at
  while (left.length > 0) {
    const node = left.pop()
    const model = left.pop()
    if (isTensor(model)) {
      if (!isTensor(node) || !raw.sameType(model, node) || recordingOf(node) !== undefined) return false
      into[next++] = elements(node)
    } else if (isBranch(model)) {
      if (!isBranch(node) || Array.isArray(model) !== Array.isArray(node)) return false
      const [names, others] = [Object.keys(model), Object.keys(node)]
      if (names.length !== others.length) return false
      for (let i = names.length - 1; i >= 0; i--) {
        const name = names[i] as string
        if (name !== others[i]) return false
        left.push((model as Readonly<Record<string, unknown>>)[name], (node as Readonly<Record<string, unknown>>)[name])
      }
    } else if (!Object.is(model, node)) return false
  }
  return true
}

/** Whether some tensor is a symbol of a trace. */
export const isSymbolic = (tensors: readonly AnyTensor[]): boolean => tensors.some((x) => recordingOf(x) !== undefined)
