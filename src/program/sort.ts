/** The types of what a sort takes and gives. */
import type { Inferred } from './brought.js'

export const infer: Inferred<'sort'>['infer'] = (_, [x], expect) => {
  expect(x!.shape.length > 0 && x!.dtype !== 'bool', () => 'numbers along an axis')
  return [{ shape: x!.shape, dtype: 'i32' }]
}
