import { plus } from '../tensor/arithmetic.js'
import type { AnyTensor } from '../tensor/tensor.js'
import * as tree from '../tensor/tree.js'

/**
 * The parameters after their updates, p + u leaf by leaf: the addition that a training step does.
 *
 * @example
 * applyUpdates({ bias: t.of([2], [1, 1]) }, { bias: t.of([2], [-0.25, 0.5]) }) // { bias: [0.75, 1.5] }
 */
export const applyUpdates = <P>(params: P, updates: NoInfer<P>): P =>
  tree.zip((p, u) => plus(p as AnyTensor, u as AnyTensor), params, updates)
