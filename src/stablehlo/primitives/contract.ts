import { highest, record } from '../attribute.js'
import type { Lower } from '../lower.js'

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
      precision_config: highest,
    },
  })]
}
