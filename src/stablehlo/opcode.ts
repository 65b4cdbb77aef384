/** The instructions of scalar expressions, elementwise over tensors. */
import type { DType } from '../shape/shape.js'
import { isFloat, type Opcode } from '../program/scalar.js'
import type { Value } from './value.js'

/** Writes elementwise operations, whose results all have the same shape. */
export interface Elementwise {
  /** An operation, such as `stablehlo.add`. */
  readonly of:
    (operation: string, operands: readonly Value[], dtype: DType, attributes?: Readonly<Record<string, string>>) => Value
  /** A splat of this number. */
  readonly number: (value: number, dtype: DType) => Value
}

/** Writes an instruction whose result has this element type. */
export type Instruct = (to: Elementwise, args: readonly Value[], dtype: DType) => Value

const plain = (operation: string): Instruct => (to, args, dtype) => to.of(`stablehlo.${operation}`, args, dtype)

const typeOf = (value: Value): DType => value.type.dtype

type Order = 'EQ' | 'NE' | 'LT' | 'LE' | 'GE'

const compared = (to: Elementwise, order: Order, x: Value, y: Value): Value =>
  to.of('stablehlo.compare', [x, y], 'bool', { comparison_direction: `#stablehlo<comparison_direction ${order}>` })

const comparison = (order: Order): Instruct => (to, [x, y]) => compared(to, order, x!, y!)

const chosen = (to: Elementwise, condition: Value, yes: Value, no: Value): Value =>
  to.of('stablehlo.select', [condition, yes, no], typeOf(yes))

/** The bits of the canonical NaN where `x` is NaN: there it is not equal to itself. */
const orNaN = (to: Elementwise, x: Value, word: number, bits: Value): Value =>
  chosen(to, compared(to, 'NE', x, x), to.number(word, typeOf(bits)), bits)

/**
 * A divisor of integers without 0 and -1, which become 1: XLA's process would crash when it folds a division by 0, or divides the
 * least integer by -1. The remainder by each of the three is defined as 0.
 */
const divisor = (to: Elementwise, y: Value, dtype: DType): Value => {
  const one = to.number(1, dtype)
  const nonZero = chosen(to, compared(to, 'EQ', y, to.number(0, dtype)), one, y)
  return dtype === 'i32' ? chosen(to, compared(to, 'EQ', y, to.number(-1, dtype)), one, nonZero) : nonZero
}

/** x / 0 is 0 for integers, and x / -1 is -x, which wraps. */
const div: Instruct = (to, [x, y], dtype) => {
  if (isFloat(dtype)) return to.of('stablehlo.divide', [x!, y!], dtype)
  const quotient = to.of('stablehlo.divide', [x!, divisor(to, y!, dtype)], dtype)
  const signed = dtype !== 'i32' ? quotient
    : chosen(to, compared(to, 'EQ', y!, to.number(-1, dtype)), to.of('stablehlo.negate', [x!], dtype), quotient)
  return chosen(to, compared(to, 'EQ', y!, to.number(0, dtype)), to.number(0, dtype), signed)
}

const rem: Instruct = (to, [x, y], dtype) => to.of('stablehlo.remainder', [x!, divisor(to, y!, dtype)], dtype)

/** Shifts count modulo 32. */
const shift = (operation: string, to: Elementwise, [x, count]: readonly Value[], dtype: DType): Value =>
  to.of(`stablehlo.${operation}`, [x!, to.of('stablehlo.and', [count!, to.number(31, dtype)], dtype)], dtype)

const bounds = { i32: [-2147483648, 2147483647], u32: [0, 4294967295] } as const

/** Truncates to an integer, saturating at the bounds; NaN becomes 0. */
const saturated = (to: Elementwise, x: Value, dtype: 'i32' | 'u32'): Value => {
  const [low, high] = bounds[dtype]
  const number = (value: number): Value => to.number(value, typeOf(x))
  const truncated = to.of('stablehlo.convert', [x], dtype)
  // The upper bound is not representable in f32; its successor is.
  const above = chosen(to, compared(to, 'GE', x, number(high + 1)), to.number(high, dtype), truncated)
  const within = chosen(to, compared(to, 'LE', x, number(low)), to.number(low, dtype), above)
  return chosen(to, compared(to, 'NE', x, x), to.number(0, dtype), within)
}

const convert: Instruct = (to, [x], dtype) => {
  if (dtype === 'bool') return compared(to, 'NE', x!, to.number(0, typeOf(x!)))
  if (isFloat(typeOf(x!)) && !isFloat(dtype)) return saturated(to, x!, dtype)
  return to.of('stablehlo.convert', [x!], dtype)
}

const bitcast: Instruct = (to, [x], dtype) => {
  if (typeOf(x!) === dtype) return x!
  const bits = to.of('stablehlo.bitcast_convert', [x!], dtype)
  return typeOf(x!) === 'f32' ? orNaN(to, x!, 0x7fc00000, bits) : bits
}

/** Integers of 64 bits, which only texts have, as intermediate values. */
const u64 = 'u64' as DType

const high: Instruct = (to, [x]) => {
  const bits = to.of('stablehlo.bitcast_convert', [x!], u64)
  const upper = to.of('stablehlo.shift_right_logical', [bits, to.number(32, u64)], u64)
  return orNaN(to, x!, 0x7ff80000, to.of('stablehlo.convert', [upper], 'u32'))
}
const low: Instruct = (to, [x]) => {
  const bits = to.of('stablehlo.bitcast_convert', [x!], u64)
  return orNaN(to, x!, 0, to.of('stablehlo.convert', [bits], 'u32'))
}
const join: Instruct = (to, [upper, lower]) => {
  const [h, l] = [upper!, lower!].map((word) => to.of('stablehlo.convert', [word], u64))
  const shifted = to.of('stablehlo.shift_left', [h!, to.number(32, u64)], u64)
  return to.of('stablehlo.bitcast_convert', [to.of('stablehlo.or', [shifted, l!], u64)], 'f64')
}

/** The lowering of each instruction. */
export const instructions: Readonly<Record<Opcode, Instruct>> = {
  add: plain('add'), sub: plain('subtract'), mul: plain('multiply'), div, rem,
  min: plain('minimum'), max: plain('maximum'), neg: plain('negate'),
  abs: (to, [x], dtype) => (dtype === 'u32' ? x! : to.of('stablehlo.abs', [x!], dtype)),
  sqrt: plain('sqrt'), floor: plain('floor'), round: plain('round_nearest_even'),
  eq: comparison('EQ'), lt: comparison('LT'), le: comparison('LE'), select: plain('select'),
  and: plain('and'), or: plain('or'), xor: plain('xor'), not: plain('not'),
  shl: (to, args, dtype) => shift('shift_left', to, args, dtype),
  shr: (to, args, dtype) => shift(dtype === 'i32' ? 'shift_right_arithmetic' : 'shift_right_logical', to, args, dtype),
  convert, bitcast, high, low, join,
}
