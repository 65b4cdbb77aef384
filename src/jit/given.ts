/** Arguments like those before, found by a look at each node: most calls are, and no text of their types is made. */
import type { Elements } from '../program/elements.js'
import { isTensor, readable, recordingOf, type AnyTensor } from '../tensor/tensor.js'
import { isBranch } from '../tensor/tree.js'

/**
 * Puts the elements of a tree's tensors into a list, from a place on; the place behind them, or -1 where the tree is another one
 * than it should be, and perhaps some are there.
 */
type Match = (tree: unknown, into: Elements[], at: number) => number

const never: Match = () => -1

/** Deeper trees are compared by their signatures: the engine's stack is only so deep. */
const deepest = 64

const matchTensor = ({ shape, dtype }: AnyTensor): Match => (x, into, at) => {
  if (!isTensor(x) || x.dtype !== dtype || x.shape.length !== shape.length) return -1
  for (let i = 0; i < shape.length; i++) if (x.shape[i] !== shape[i]) return -1
  const found = readable(x)
  if (found === undefined) return -1
  into[at] = found
  return at + 1
}

const matchBranch = (form: object, depth: number): Match => {
  const isList = Array.isArray(form)
  const keys = Object.keys(form)
  const parts = Object.values(form).map((part) => matchOf(part, depth + 1))
  return (x, into, at) => {
    if (!isBranch(x) || Array.isArray(x) !== isList) return -1
    let found = 0
    for (const name in x) {
      if (name !== keys[found]) return -1
      at = (parts[found++] as Match)((x as Readonly<Record<string, unknown>>)[name], into, at)
      if (at < 0) return -1
    }
    return found === keys.length ? at : -1
  }
}

const matchOf = (form: unknown, depth: number): Match =>
  isTensor(form) ? matchTensor(form)
  : !isBranch(form) ? (x, _, at) => (Object.is(form, x) ? at : -1)
  : depth === deepest ? never : matchBranch(form, depth)

/**
 * Whether a tree has the same lists, records, types and values as `form`, and no symbol among its tensors; puts their elements
 * into `into`, and where it does not, perhaps some of them. A tree deeper than 64 is taken for another one.
 */
export const givenLike = (form: unknown): ((tree: unknown, into: Elements[]) => boolean) => {
  const match = matchOf(form, 0)
  return (tree, into) => match(tree, into, 0) >= 0
}

/** Whether some tensor is a symbol of a trace. */
export const isSymbolic = (tensors: readonly AnyTensor[]): boolean => tensors.some((x) => recordingOf(x) !== undefined)
