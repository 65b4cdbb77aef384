/** Bounds checks of indices: XLA clamps those of a gather, and drops updates of a scatter. */
import { splat } from './constant.js'
import type { Context } from './lower.js'
import { compare, elementwise, reduce } from './operations.js'
import type { Value } from './value.js'

/** Reports to the context, where a check is asked for, whether all indices are in 0 … n-1. */
export const expectInRange = (indices: Value, n: number, { to, expect }: Context): void => {
  if (expect === undefined) return
  const isLow = compare('GE', indices, splat(0, indices.type, to), to)
  const isHigh = compare('LT', indices, splat(n, indices.type, to), to)
  const each = elementwise('and', [isLow, isHigh], to)
  const { shape } = indices.type
  expect(shape.length === 0 ? each : reduce(each, splat(1, { shape: [], dtype: 'bool' }, to), 'and', shape.map((_, i) => i), to))
}
