/** Records and tuples of tensors, nested: parameters, batches, states. Everything that is not a tensor is carried along. */
import { fail } from '../shape/error.js'
import { ascend, shallow } from '../program/walk.js'
import { isTensor, type AnyTensor } from './tensor.js'

/** A leaf and the way to it: `0.weights`. */
export interface Leaf {
  readonly path: string
  readonly tensor: AnyTensor
}

type Node = unknown

/** Whether it is a list or a record, which has parts. */
export const isBranch = (node: Node): node is readonly Node[] | Readonly<Record<string, Node>> =>
  typeof node === 'object' && node !== null && (Array.isArray(node) || Object.getPrototypeOf(node) === Object.prototype)

/** A node at its place: the same one may be at several. */
interface At {
  readonly node: Node
  readonly path: string
}

const childrenOf = ({ node, path }: At): readonly At[] =>
  isBranch(node) ? Object.entries(node).map(([key, child]) => ({ node: child, path: path === '' ? key : `${path}.${key}` })) : []

/** A list or a record like another, of other parts. */
const like = (node: Node, parts: readonly unknown[]): unknown =>
  Object.freeze(Array.isArray(node) ? parts : Object.fromEntries(Object.keys(node as object).map((key, i) => [key, parts[i]])))

/** The tree with every tensor replaced; `path` names the place. */
export const map = <A>(tree: A, f: (tensor: AnyTensor, path: string) => unknown, path = ''): A =>
  // The same tree with other tensors of the same types: f decides, the compiler cannot see it.
  ascend<At, unknown>({ node: tree, path }, childrenOf, ({ node, path: place }, children) =>
    isTensor(node) ? f(node, place) : isBranch(node) ? like(node, children) : node) as A

/**
 * The tree with its tensors replaced in order, whatever their places: every step of a fold asks for it, so no path is made. Deeper
 * trees are walked without recursion, which takes several times as long: the engine's stack is only so deep.
 */
const inOrder = <A>(tree: A, f: (tensor: AnyTensor) => unknown): A => {
  const visit = (node: Node, depth: number): unknown => {
    if (isTensor(node)) return f(node)
    if (!isBranch(node)) return node
    // A record may have a field of its own that an assignment would take for its prototype.
    if (depth === shallow || Object.hasOwn(node, '__proto__')) return map(node, f)
    if (Array.isArray(node)) return Object.freeze(node.map((part) => visit(part, depth + 1)))
    const made: Record<string, unknown> = {}
    for (const key of Object.keys(node)) made[key] = visit((node as Readonly<Record<string, Node>>)[key], depth + 1)
    return Object.freeze(made)
  }
  return visit(tree, 0) as A
}

/** What is in a tree and is no list and no record: tensors and everything else. */
export interface End {
  readonly path: string
  readonly node: unknown
}

/** The ends of a tree with their paths, in the order of its keys. */
export const ends = (tree: unknown): readonly End[] => {
  const found: End[] = []
  ascend<At, void>({ node: tree, path: '' }, childrenOf, (at) => { if (!isBranch(at.node)) found.push(at) })
  return found
}

/** What a tree is in all: `ofEnd` of its ends, `ofParts` of the keys of each list and record with what their parts are. */
export const summarized = <A>(
  tree: unknown, ofEnd: (node: unknown) => A, ofParts: (keys: readonly string[] | undefined, parts: readonly A[]) => A,
): A => ascend<At, A>({ node: tree, path: '' }, childrenOf, ({ node }, parts) =>
  (isBranch(node) ? ofParts(Array.isArray(node) ? undefined : Object.keys(node), parts) : ofEnd(node)))

/** The tensors of a tree with their paths, in the order of its keys. */
export const leaves = (tree: unknown): readonly Leaf[] =>
  ends(tree).flatMap(({ node, path }) => (isTensor(node) ? [{ path, tensor: node }] : []))

/** The tensors of a tree by their paths. */
export const byPath = (tree: unknown): ReadonlyMap<string, AnyTensor> =>
  new Map(leaves(tree).map(({ path, tensor }) => [path, tensor]))

/** The tensors of a tree, in the order of its keys. Every run of a program asks for them, so no path is made. */
export const tensors = (tree: unknown): readonly AnyTensor[] => {
  const found: AnyTensor[] = []
  const left: Node[] = [tree]
  while (left.length > 0) {
    const node = left.pop()
    if (isTensor(node)) found.push(node)
    else if (isBranch(node)) left.push(...Object.values(node).reverse())
  }
  return found
}

/** The tree with its tensors replaced by these, in order. Every step of a fold asks for it, so no path is made. */
export const replace = <A>(tree: A, replacements: readonly AnyTensor[]): A => {
  let next = 0
  return inOrder(tree, () => replacements[next++])
}

/** The tree with those tensors replaced that `part` has, in their places. */
export const merged = <A>(tree: A, part: unknown): A => {
  const places = byPath(part)
  return map(tree, (tensor, path) => places.get(path) ?? tensor)
}

/** The tensors of `other` at the places of `model`'s, in the model's order: keys may come in another. */
export const aligned = (model: unknown, other: unknown): readonly AnyTensor[] => {
  const places = byPath(other)
  return leaves(model).map(({ path }) => places.get(path) ?? fail('tree', {
    argument: path === '' ? 'the tree' : path,
    expected: 'a tensor there, as in the tree beside it',
    received: undefined,
  }))
}

/** Trees of one form combined leaf by leaf into one of that form, by a function of as many tensors. */
export const zip = <A, R extends readonly A[]>(
  f: (first: AnyTensor, ...rest: { readonly [K in keyof R]: AnyTensor }) => AnyTensor, first: A, ...rest: R
): A => {
  const others = rest.map((other) => aligned(first, other))
  let next = 0
  return inOrder(first, (tensor) => {
    const i = next++
    // One of each, as many as there are trees.
    return f(tensor, ...others.map((list) => list[i]) as never)
  })
}
