import { record } from '../attribute.js'
import type { Lower } from '../lower.js'

/** A product of the highest precision: f32 by f32 in f32, where a device has less by default. */
export const contract: Lower<'contract'> = ({ transposeA, transposeB }, operands, [result], { to }) => {
  const rank = result!.shape.length
  const batch = Array.from({ length: rank - 2 }, (_, axis) => axis)
  return [to.operation('stablehlo.dot_general', operands, result!, {
    attributes: {
      dot_dimension_numbers: record('dot', {
        lhs_batching_dimensions: batch,
        rhs_batching_dimensions: batch,
        lhs_contracting_dimensions: [transposeA ? rank - 2 : rank - 1],
        rhs_contracting_dimensions: [transposeB ? rank - 1 : rank - 2],
      }),
      precision_config: '[#stablehlo<precision HIGHEST>, #stablehlo<precision HIGHEST>]',
    },
  })]
}
