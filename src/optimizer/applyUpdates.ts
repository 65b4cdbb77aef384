import { printType } from '../program/infer.js'
import { fail } from '../shape/error.js'
import { check, isRecord, type Kind } from '../shape/options.js'
import { plus } from '../tensor/arithmetic.js'
import { isTensor, type AnyTensor } from '../tensor/tensor.js'
import * as tree from '../tensor/tree.js'
import * as raw from '../tensor/untyped.js'

const aTree: Kind = { expected: 'a tensor, or records and lists of tensors', holds: (x) => isTensor(x) || Array.isArray(x) || isRecord(x) }

/**
 * The parameters after their updates, p + u leaf by leaf: the addition that a training step does. Updates of other types than
 * the parameters' are an error.
 *
 * @example
 * applyUpdates({ bias: t.of([2], [1, 1]) }, { bias: t.of([2], [-0.25, 0.5]) }) // { bias: [0.75, 1.5] }
 */
export const applyUpdates = <P>(params: P, updates: NoInfer<P>): P => {
  check('applyUpdates', { params, updates }, { params: aTree, updates: aTree })
  const others = tree.aligned(params, updates)
  const [n, many] = [others.length, tree.tensors(updates).length]
  if (many !== n) fail('applyUpdates', { argument: 'updates', expected: `as many tensors as the parameters, ${n}`, received: many })
  let next = 0
  return tree.map(params, (p, path) => {
    const u = others[next++] as AnyTensor
    if (!raw.sameType(p, u))
      fail('applyUpdates', { argument: path === '' ? 'updates' : `updates.${path}`, expected: printType(p), received: printType(u) })
    return plus(p, u)
  })
}
