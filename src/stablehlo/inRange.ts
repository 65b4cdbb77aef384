/** Whether indices are in range: XLA clamps those of a gather, and leaves out those of a scatter. */
import { splat } from './constant.js'
import type { Context } from './lower.js'
import { compare, elementwise, reduce } from './operations.js'
import type { Value } from './value.js'

/** Tells the context, if it asks for that, whether all indices are one of 0 … n-1. */
export const expectInRange = (indices: Value, n: number, { to, expect }: Context): void => {
  if (expect === undefined) return
  const isLow = compare('GE', indices, splat(0, indices.type, to), to)
  const isHigh = compare('LT', indices, splat(n, indices.type, to), to)
  const each = elementwise('and', [isLow, isHigh], to)
  const { shape } = indices.type
  expect(shape.length === 0 ? each : reduce(each, splat(1, { shape: [], dtype: 'bool' }, to), 'and', shape.map((_, i) => i), to))
}
