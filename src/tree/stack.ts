/** Trees of one form as one tree, whose tensors hold those of all: the parameters of a block that is scanned. */
import { printType } from '../program/infer.js'
import { fail } from '../shape/error.js'
import { check, type Kind } from '../shape/options.js'
import type { Row, Stacked } from '../tensor/scan.js'
import type { AnyTensor } from '../tensor/tensor.js'
import * as trees from '../tensor/tree.js'
import * as raw from '../tensor/untyped.js'

const someTrees: Kind = { expected: 'a list of at least one tree', holds: (x) => Array.isArray(x) && x.length > 0 }

/**
 * Trees of one form as one tree of that form, each tensor of it those at its place one after another: [trees, ...]. So the
 * parameters of blocks become those of `network.repeat` with `scanned: true`. Trees whose tensors differ in place, shape or element
 * type are an error.
 *
 * @example
 * tree.stack([{ bias: t.of([2], [1, 2]) }, { bias: t.of([2], [3, 4]) }]) // { bias: [[1, 2], [3, 4]] }
 */
export const stack = <const Ts extends readonly unknown[]>(list: Ts): Stacked<Ts[number], Ts['length']> => {
  check('stack', { trees: list }, { trees: someTrees })
  const [first, ...rest] = list
  const paths = trees.leaves(first).map(({ path }) => path)
  rest.forEach((other, i) => {
    const tensors = trees.leaves(other)
    const extra = tensors.find(({ path }) => !paths.includes(path))
    if (extra !== undefined)
      fail('stack', { argument: `trees[${i + 1}].${extra.path}`, expected: 'no tensor, as in the first tree', received: printType(extra.tensor) })
  })
  const row = (x: AnyTensor): AnyTensor => raw.reshape(x, [1, ...x.shape])
  let at = 0
  return trees.zip((x, ...others) => {
    const path = paths[at++] as string
    others.forEach((other: AnyTensor, i) => {
      if (!raw.sameType(other, x))
        fail('stack', { argument: `trees[${i + 1}]${path === '' ? '' : `.${path}`}`, expected: printType(x), received: printType(other) })
    })
    return raw.concatenate([x, ...others].map(row), 0)
  }, first, ...rest) as Stacked<Ts[number], Ts['length']>
}

/**
 * What `stack` was given, from what it made: a tree for each row of the tensors [trees, ...], which all have as many. No tensor,
 * a scalar, or tensors of another number of rows are an error.
 *
 * @example
 * tree.unstack({ bias: t.of([2, 2], [1, 2, 3, 4]) }) // [{ bias: [1, 2] }, { bias: [3, 4] }]
 */
export const unstack = <A>(stacked: A): readonly Row<A>[] => {
  const leaves = trees.leaves(stacked)
  const n = leaves[0]?.tensor.shape[0] as number | undefined
  if (leaves.length === 0) return fail('unstack', { argument: 'tree', expected: 'at least one tensor [trees, ...]', received: 'no tensor' })
  for (const { path, tensor: { shape } } of leaves) {
    const expected = n === undefined ? 'a tensor [trees, ...]' : `a tensor of ${n} rows`
    if (n === undefined || shape[0] !== n) fail('unstack', { argument: path === '' ? 'tree' : path, expected, received: shape })
  }
  return Array.from({ length: n as number }, (_, i) => trees.map(stacked, (x) => {
    const [, ...rest] = x.shape as readonly number[]
    return raw.reshape(raw.slice(x, [i, ...rest.map(() => 0)], [i + 1, ...rest]), rest)
  }) as unknown as Row<A>)
}
