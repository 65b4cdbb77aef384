import type { TensorType } from '../../program/primitive.js'
import { integers } from '../attribute.js'
import { splat } from '../constant.js'
import type { Lower } from '../lower.js'
import { compare, elementwise, reshape } from '../operations.js'
import type { Value } from '../value.js'
import type { Writer } from '../writer.js'

const counter: TensorType = { shape: [], dtype: 'i32' }
const boolean: TensorType = { shape: [], dtype: 'bool' }

/** The start indices of row `step` of a sequence. */
const startOf = ({ type }: Value, step: Value, zero: Value): readonly Value[] => [step, ...type.shape.slice(1).map(() => zero)]

const rowOf = (rows: Value, step: Value, zero: Value, to: Writer): Value => {
  const row = rows.type.shape.slice(1)
  const type: TensorType = { ...rows.type, shape: [1, ...row] }
  const cut = to.operation('stablehlo.dynamic_slice', [rows, ...startOf(rows, step, zero)], type, {
    attributes: { slice_sizes: integers([1, ...row]) },
  })
  return reshape(cut, row, to)
}

const withRow = (rows: Value, value: Value, step: Value, zero: Value, to: Writer): Value => {
  const row = reshape(value, [1, ...value.type.shape], to)
  return to.operation('stablehlo.dynamic_update_slice', [rows, row, ...startOf(rows, step, zero)], rows.type)
}

/**
 * A while loop. Its state is the step, the constants, the carried values, the sequences, the outputs, whose rows begin as zeros,
 * and, with a check, whether all indices were in range so far.
 */
export const scan: Lower<'scan'> = (primitive, operands, results, { to, functionOf, expect }) => {
  const { body, constants, carried, steps, reverse, guarded } = primitive
  const fixed = constants + carried
  const outputs = results.slice(carried).map((type) => splat(0, type, to))
  if (steps === 0) return [...operands.slice(constants, fixed), ...outputs]
  const called = functionOf(body)
  const flags = called.isChecked ? [splat(1, boolean, to)] : []
  const state = [splat(0, counter, to), ...operands, ...outputs, ...flags]
  const types = state.map(({ type }) => type)
  const ends = to.operations('stablehlo.while', state, types, {
    regions: [
      {
        parameters: types,
        body: (inner, [step, ...values]) => {
          const isBelow = compare('LT', step!, splat(steps, counter, inner), inner)
          return [guarded ? elementwise('and', [isBelow, values[constants]!], inner) : isBelow]
        },
      },
      {
        parameters: types,
        body: (inner, [step, ...values]) => {
          const zero = splat(0, counter, inner)
          const at = reverse ? elementwise('subtract', [splat(steps - 1, counter, inner), step!], inner) : step!
          const sequences = values.slice(fixed, operands.length)
          const rows = values.slice(operands.length, operands.length + outputs.length)
          const given = [...values.slice(0, fixed), ...sequences.map((sequence) => rowOf(sequence, at, zero, inner))]
          const made = called.call(given, inner)
          return [
            elementwise('add', [step!, splat(1, counter, inner)], inner),
            ...values.slice(0, constants), ...made.slice(0, carried), ...sequences,
            ...rows.map((before, i) => withRow(before, made[carried + i]!, at, zero, inner)),
            ...(called.isChecked ? [elementwise('and', [values.at(-1)!, made.at(-1)!], inner)] : []),
          ]
        },
      },
    ],
  }).slice(1)
  if (called.isChecked) expect!(ends.at(-1)!)
  return [...ends.slice(constants, fixed), ...ends.slice(operands.length, operands.length + outputs.length)]
}
