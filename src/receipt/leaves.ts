/** The tensors of a tree in path order, each by a path that is its own. */
import { fail } from '../shape/error.js'
import { isTensor } from '../tensor/tensor.js'
import { leaves, type Leaf } from '../tensor/tree.js'

/** Whether every surrogate has its partner: text that UTF-8 can say. */
export const isWellFormed = (text: string): boolean => !/\p{Surrogate}/u.test(text)

/** By code units, as `<` compares: no locale has a say. */
export const byCodeUnits = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

/** Entries by their names. */
export const byName = ([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number => byCodeUnits(a, b)

/** Where a tree holds an object that is neither tensor, list nor plain record, so that its tensors would be missed. */
const opaque = (node: unknown, path: string): string | undefined => {
  if (typeof node === 'function') return path
  if (typeof node !== 'object' || node === null || isTensor(node)) return undefined
  if (!Array.isArray(node) && Object.getPrototypeOf(node) !== Object.prototype) return path
  for (const [key, child] of Object.entries(node)) {
    const found = opaque(child, path === '' ? key : `${path}.${key}`)
    if (found !== undefined) return found
  }
  return undefined
}

/** The tensors of a tree, sorted by path. Two of one path, or an object that hides what it holds, is an error. */
export const sortedLeaves = (operation: string, tree: unknown): readonly Leaf[] => {
  const hidden = opaque(tree, '')
  if (hidden !== undefined) {
    fail(operation, {
      argument: hidden === '' ? 'tree' : hidden,
      expected: 'made of tensors, lists, plain records and simple values',
      received: 'another object',
      message: `${hidden === '' ? 'the tree' : hidden} should be made of tensors, lists, plain records and simple values`,
    })
  }
  const sorted = leaves(tree).toSorted((a, b) => byCodeUnits(a.path, b.path))
  sorted.forEach(({ path }, i) => {
    if (path === sorted[i + 1]?.path) {
      fail(operation, {
        argument: path,
        expected: 'the path of one tensor',
        received: path,
        message: `two tensors have the path ${path}`,
      })
    }
    if (!isWellFormed(path)) fail(operation, { argument: 'path', expected: 'text without lone surrogates', received: path })
  })
  return sorted
}
