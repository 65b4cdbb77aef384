import { sqrt } from '../program/scalar.js'
import type { AnyTensor } from '../tensor/tensor.js'
import * as raw from '../tensor/untyped.js'

const root = raw.elementwise(sqrt)

/**
 * The rows [n, m], n ≤ m, made orthonormal one after the other (Gram–Schmidt): each loses its projections on those before
 * it, twice, since the first time leaves rounding errors as large as the row was long.
 */
export const orthogonalRows = (rows: AnyTensor): AnyTensor => {
  const [n, m] = rows.shape as readonly [number, number]
  const done: AnyTensor[] = []
  for (let i = 0; i < n; i++) {
    const row = raw.slice(rows, [i, 0], [i + 1, m])
    const basis = done.length === 0 ? undefined : raw.concatenate(done, 0)
    // v - (v·Bᵀ)·B
    const without = (v: AnyTensor): AnyTensor =>
      basis === undefined ? v : raw.sub(v, raw.contract(raw.contract(v, basis, false, true), basis))
    const left = without(without(row))
    done.push(raw.div(left, raw.expand(root(raw.reduce('sum', raw.square(left), [1])), [1], [1, m])))
  }
  return raw.concatenate(done, 0)
}
