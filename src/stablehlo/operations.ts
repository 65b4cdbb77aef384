/** Operations of StableHLO that several lowerings use. */
import type { TensorType } from '../program/primitive.js'
import type { DType, Shape } from '../shape/shape.js'
import { integer, integers } from './attribute.js'
import { withNumber, numberOf } from './uniform.js'
import type { Value } from './value.js'
import type { Writer } from './writer.js'

/** An elementwise operation on operands of one type, which is the result's type, too. */
export const elementwise = (name: string, operands: readonly Value[], to: Writer): Value =>
  to.operation(`stablehlo.${name}`, operands, operands[0]!.type)

/** `a LT b`, element by element; floats as IEEE 754 compares them. */
export const compare = (direction: 'EQ' | 'NE' | 'LT' | 'LE' | 'GT' | 'GE', a: Value, b: Value, to: Writer): Value =>
  to.operation('stablehlo.compare', [a, b], { shape: a.type.shape, dtype: 'bool' }, {
    attributes: { comparison_direction: `#stablehlo<comparison_direction ${direction}>` },
  })

/** `yes` where the condition holds, else `no`. */
export const select = (condition: Value, yes: Value, no: Value, to: Writer): Value =>
  to.operation('stablehlo.select', [condition, yes, no], yes.type)

export const reshape = (x: Value, shape: Shape, to: Writer): Value =>
  withNumber(to.operation('stablehlo.reshape', [x], { shape, dtype: x.type.dtype }), numberOf(x))

export const transpose = (x: Value, order: readonly number[], to: Writer): Value =>
  to.operation('stablehlo.transpose', [x], { shape: order.map((axis) => x.type.shape[axis]!), dtype: x.type.dtype }, {
    attributes: { permutation: integers(order) },
  })

/** Moves the axis `from` to a position among the others. */
export const moveAxis = (x: Value, from: number, place: number, to: Writer): Value =>
  transpose(x, x.type.shape.map((_n, axis) => axis).toSpliced(from, 1).toSpliced(place, 0, from), to)

/** Broadcasts to a shape, aligned at the right; axes of size 1 are repeated. */
export const broadcast = (x: Value, shape: Shape, to: Writer): Value => {
  const lead = shape.length - x.type.shape.length
  const made = to.operation('stablehlo.broadcast_in_dim', [x], { shape, dtype: x.type.dtype }, {
    attributes: { broadcast_dimensions: integers(x.type.shape.map((_, i) => lead + i)) },
  })
  return withNumber(made, numberOf(x))
}

/** Elements start, start + step, … below stop, per axis. */
export const slice = (x: Value, start: Shape, stop: Shape, step: Shape, to: Writer): Value => {
  const shape = start.map((from, i) => Math.ceil((stop[i]! - from) / step[i]!))
  return to.operation('stablehlo.slice', [x], { shape, dtype: x.type.dtype }, {
    attributes: { start_indices: integers(start), limit_indices: integers(stop), strides: integers(step) },
  })
}

/** Pads each axis with a scalar: before, after and between its elements. */
export const pad = (x: Value, value: Value, low: Shape, high: Shape, interior: Shape, to: Writer): Value => {
  const shape = x.type.shape.map((n, i) => low[i]! + high[i]! + n + Math.max(0, n - 1) * interior[i]!)
  return to.operation('stablehlo.pad', [x, value], { shape, dtype: x.type.dtype }, {
    attributes: { edge_padding_low: integers(low), edge_padding_high: integers(high), interior_padding: integers(interior) },
  })
}

export const concatenate = (parts: readonly Value[], axis: number, to: Writer): Value => {
  if (parts.length === 1) return parts[0]!
  const [{ type }] = parts as readonly [Value]
  const size = parts.reduce((n, part) => n + part.type.shape[axis]!, 0)
  return to.operation('stablehlo.concatenate', parts, { ...type, shape: type.shape.map((n, i) => (i === axis ? size : n)) }, {
    attributes: { dimension: integer(axis) },
  })
}

/** Indices along an axis. */
export const iota = (shape: Shape, axis: number, dtype: DType, to: Writer): Value =>
  to.operation('stablehlo.iota', [], { shape, dtype }, { attributes: { iota_dimension: integer(axis) } })

/** Reduces axes by a binary operation such as `add`, from a scalar. */
export const reduce = (x: Value, from: Value, by: string, axes: readonly number[], to: Writer): Value => {
  const scalar: TensorType = from.type
  return to.operation('stablehlo.reduce', [x, from], { ...x.type, shape: x.type.shape.filter((_, i) => !axes.includes(i)) }, {
    attributes: { dimensions: integers(axes) },
    regions: [{ parameters: [scalar, scalar], body: (inner, pair) => [elementwise(by, pair, inner)] }],
  })
}
