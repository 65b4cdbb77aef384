/** The instructions of scalar expressions, each over whole tensors. */
import type { DType } from '../shape/shape.js'
import { isFloat, type Opcode } from '../program/scalar.js'
import type { Value } from './value.js'

/** What an instruction is written with: operations whose results have the shape of all. */
export interface Elementwise {
  /** An operation, such as `stablehlo.add`. */
  readonly of:
    (operation: string, operands: readonly Value[], dtype: DType, attributes?: Readonly<Record<string, string>>) => Value
  /** One number everywhere. */
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

/** The words of a NaN are those of the one NaN that there is: `x` is not equal to itself. */
const orNaN = (to: Elementwise, x: Value, word: number, bits: Value): Value =>
  chosen(to, compared(to, 'NE', x, x), to.number(word, typeOf(bits)), bits)

/**
 * What divides integers: 1 in the place of 0 and of -1, by which a process that divides constants, or the least number, is ended.
 * The remainder is 0 for all three.
 */
const divisor = (to: Elementwise, y: Value, dtype: DType): Value => {
  const one = to.number(1, dtype)
  const some = chosen(to, compared(to, 'EQ', y, to.number(0, dtype)), one, y)
  return dtype === 'i32' ? chosen(to, compared(to, 'EQ', y, to.number(-1, dtype)), one, some) : some
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

/** Towards zero, to the least or the greatest where there is none; NaN gives 0. */
const saturated = (to: Elementwise, x: Value, dtype: 'i32' | 'u32'): Value => {
  const [low, high] = bounds[dtype]
  const number = (value: number): Value => to.number(value, typeOf(x))
  const whole = to.of('stablehlo.convert', [x], dtype)
  // The greatest number is no f32, but the one after it is.
  const above = chosen(to, compared(to, 'GE', x, number(high + 1)), to.number(high, dtype), whole)
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

/** Only texts have integers of 64 bits, as steps on the way. */
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

/** One for each instruction. */
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
