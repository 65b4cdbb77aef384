import { integers, record } from '../attribute.js'
import { splat } from '../constant.js'
import { expectInRange } from '../inRange.js'
import type { Lower } from '../lower.js'

/** Rows by index. XLA clamps an index out of range. */
export const gather: Lower<'gather'> = (_, [x, where], [result], context) => {
  const { to } = context
  const [rows = 0, ...row] = x!.type.shape
  const { length } = where!.type.shape
  expectInRange(where!, rows, context)
  // Without rows every index is out of range.
  if (rows === 0) return [splat(0, result!, to)]
  return [to.operation('stablehlo.gather', [x!, where!], result!, {
    attributes: {
      dimension_numbers: record('gather', {
        offset_dims: row.map((_n, i) => length + i), collapsed_slice_dims: [0], start_index_map: [0], index_vector_dim: length,
      }),
      slice_sizes: integers([1, ...row]),
      indices_are_sorted: 'false',
    },
  })]
}
