import { printType } from '../program/infer.js'
import { fail } from '../shape/error.js'
import { aFunction, check } from '../shape/options.js'
import { isTensor, type AnyTensor } from '../tensor/tensor.js'
import * as trees from '../tensor/tree.js'
import type { Leaf } from '../tensor/tree.js'
import * as raw from '../tensor/untyped.js'

/** What has been made of a leaf, which is of its type, so that the tree keeps its own. */
const expectLike = (operation: string, leaf: AnyTensor, path: string, made: unknown): AnyTensor => {
  if (isTensor(made) && raw.sameType(made, leaf)) return made
  const received = isTensor(made) ? printType(made) : made
  return fail(operation, { argument: path === '' ? 'f' : `f of ${path}`, expected: printType(leaf), received })
}

/**
 * The tree with each tensor replaced by what `f` makes of it and of its path, a tensor of the same type: the tree's type stays
 * what it is. What is no tensor, no list and no record is carried along.
 *
 * @example
 * const params = { 0: { weights: t.of([2], [1, -2]), bias: t.of([1], [4]) } }
 * tree.map(params, (x) => pipe(x, t.mul(0.5))) // { 0: { weights: [0.5, -1], bias: [2] } }
 * tree.map(params, (x, path) => (path === '0.bias' ? t.neg(x) : x)) // { 0: { weights: [1, -2], bias: [-4] } }
 */
export const map = <A>(tree: A, f: (tensor: AnyTensor, path: string) => AnyTensor): A => {
  check('map', { f }, { f: aFunction })
  return trees.map(tree, (tensor, path) => expectLike('map', tensor, path, f(tensor, path)))
}

/**
 * Trees of one form, such as parameters and their gradients, combined leaf by leaf into one of that form: `f` takes the tensors
 * at one place, in the order of the trees, and makes one of the first's type. A tree that has no tensor where the first has one
 * is an error.
 *
 * @example
 * const [params, gradients] = [{ bias: t.of([2], [1, 1]) }, { bias: t.of([2], [3, -4]) }]
 * tree.zip((p, g) => pipe(p, t.sub(pipe(g, t.mul(0.5)))), params, gradients) // { bias: [-0.5, 3] }
 */
export const zip = <A>(
  f: (first: AnyTensor, second: AnyTensor, ...others: readonly AnyTensor[]) => AnyTensor,
  first: A, second: NoInfer<A>, ...others: readonly NoInfer<A>[]
): A => {
  check('zip', { f }, { f: aFunction })
  return trees.zip((...tensors) => {
    const [a, b, ...rest] = tensors as readonly [AnyTensor, AnyTensor, ...AnyTensor[]]
    return expectLike('zip', a, '', f(a, b, ...rest))
  }, first, second, ...others)
}

/**
 * The tensors of a tree with the paths to them, in the order of its keys.
 *
 * @example
 * tree.leaves([{ weights: t.zeros([2]), bias: t.zeros([1]) }]).map(({ path }) => path) // ['0.weights', '0.bias']
 */
export const leaves = (tree: unknown): readonly Leaf[] => trees.leaves(tree)

/**
 * The tree with 0 everywhere: what a sum of gradients begins with.
 *
 * @example
 * tree.zerosLike({ weights: t.ones([2]), bias: t.scalar(1) }) // { weights: [0, 0], bias: 0 }
 */
export const zerosLike = <A>(tree: A): A => trees.map(tree, raw.zerosLike)
