import { count } from '../../program/program.js'
import type { TensorType } from '../../program/primitive.js'
import { record } from '../attribute.js'
import { splat } from '../constant.js'
import { expectInRange } from '../inRange.js'
import type { Context, Lower } from '../lower.js'
import { elementwise } from '../operations.js'
import type { Value } from '../value.js'
import { least } from './reduce.js'

/** Updates by index into rows of one value. XLA drops an update whose index is out of range. */
const scatter = (
  by: string, from: number, [updates, where]: readonly Value[], result: TensorType, context: Context,
): readonly Value[] => {
  const { to } = context
  const { length } = where!.type.shape
  const [rows] = result.shape as readonly [number]
  const base = splat(from, result, to)
  expectInRange(where!, rows, context)
  // No updates, or no rows to update.
  if (count(updates!.type.shape) === 0 || rows === 0) return [base]
  const element: TensorType = { shape: [], dtype: result.dtype }
  return [to.operation('stablehlo.scatter', [base, where!, updates!], result, {
    attributes: {
      scatter_dimension_numbers: record('scatter', {
        update_window_dims: updates!.type.shape.slice(length).map((_, i) => length + i), inserted_window_dims: [0],
        scatter_dims_to_operand_dims: [0], index_vector_dim: length,
      }),
      indices_are_sorted: 'false',
      unique_indices: 'false',
    },
    regions: [{ parameters: [element, element], body: (inner, pair) => [elementwise(by, pair, inner)] }],
  })]
}

export const scatterAdd: Lower<'scatterAdd'> = (_, operands, [result], context) => scatter('add', 0, operands, result!, context)

export const scatterMax: Lower<'scatterMax'> = (_, operands, [result], context) =>
  scatter('maximum', least[result!.dtype], operands, result!, context)
