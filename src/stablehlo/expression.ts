/** Scalar expressions over all elements of their operands. */
import type { Expression } from '../program/expression.js'
import { resultOf } from '../program/expression.js'
import type { Opcode } from '../program/scalar.js'
import { straight } from '../program/text.js'
import type { DType, Shape } from '../shape/shape.js'
import { splat } from './constant.js'
import { NoLowering } from './lower.js'
import { compare, elementwise, select } from './operations.js'
import type { Value } from './value.js'
import type { Writer } from './writer.js'

type Apply = (operands: readonly [Value, Value, Value], dtype: DType, to: Writer) => Value

const isFloat = ({ type: { dtype } }: Value): boolean => dtype === 'f32' || dtype === 'f64'
const same = (name: string): Apply => ([a], _, to) => elementwise(name, [a], to)
const binary = (name: string): Apply => ([a, b], _, to) => elementwise(name, [a, b], to)
const comparison = (direction: 'EQ' | 'LT' | 'LE'): Apply => ([a, b], _, to) => compare(direction, a, b, to)
/** Of integers, 0 where the divisor is 0; the least by -1 is itself. */
const division = (name: string): Apply => ([a, b], dtype, to) => {
  if (dtype === 'f32' || dtype === 'f64') return elementwise(name, [a, b], to)
  const zero = splat(0, b.type, to)
  const isZero = compare('EQ', b, zero, to)
  return select(isZero, zero, elementwise(name, [a, select(isZero, splat(1, b.type, to), b, to)], to), to)
}
const shift = (signed: string, unsigned: string): Apply => ([a, b], dtype, to) =>
  elementwise(dtype === 'i32' ? signed : unsigned, [a, elementwise('and', [b, splat(31, b.type, to)], to)], to)

const converted = (a: Value, dtype: DType, to: Writer): Value => {
  const type = { ...a.type, dtype }
  if (dtype === 'bool') return compare('NE', a, splat(0, a.type, to), to)
  const direct = to.operation('stablehlo.convert', [a], type)
  if (!isFloat(a) || dtype === 'f32' || dtype === 'f64') return direct
  const [low, high, above] = dtype === 'i32' ? [-2147483648, 2147483647, 2147483648] : [0, 4294967295, 4294967296]
  const from = (value: number): Value => splat(value, a.type, to)
  const clamped = select(compare('LE', a, from(low), to), splat(low, type, to),
    select(compare('GE', a, from(above), to), splat(high, type, to), direct, to), to)
  return select(compare('NE', a, a, to), splat(0, type, to), clamped, to)
}

const none = (op: string): Apply => () => { throw new NoLowering(`${op} has no lowering`) }

const applies: Readonly<Record<Opcode, Apply>> = {
  add: binary('add'), sub: binary('subtract'), mul: binary('multiply'), div: division('divide'), rem: division('remainder'),
  min: binary('minimum'), max: binary('maximum'), neg: same('negate'),
  abs: ([a], dtype, to) => (dtype === 'u32' ? a : elementwise('abs', [a], to)),
  sqrt: same('sqrt'), floor: same('floor'), round: same('round_nearest_even'),
  eq: comparison('EQ'), lt: comparison('LT'), le: comparison('LE'), select: ([a, b, c], _, to) => select(a, b, c, to),
  and: binary('and'), or: binary('or'), xor: binary('xor'), not: same('not'),
  shl: shift('shift_left', 'shift_left'), shr: shift('shift_right_arithmetic', 'shift_right_logical'),
  convert: ([a], dtype, to) => converted(a, dtype, to),
  bitcast: ([a], dtype, to) => to.operation('stablehlo.bitcast_convert', [a], { ...a.type, dtype }),
  high: none('high'), low: none('low'), join: none('join'),
}

/** What XLA has by itself. */
const named: Readonly<Record<string, string>> = {
  exp: 'stablehlo.exponential', expm1: 'stablehlo.exponential_minus_one', log: 'stablehlo.log', log1p: 'stablehlo.log_plus_one',
  tanh: 'stablehlo.tanh', sin: 'stablehlo.sine', cos: 'stablehlo.cosine', pow: 'stablehlo.power', sigmoid: 'stablehlo.logistic',
  erf: 'chlo.erf', erfc: 'chlo.erfc',
}

/** An expression over operands of one shape. */
export const lowerExpression = (expression: Expression, operands: readonly Value[], shape: Shape, to: Writer): Value => {
  const { lines, result } = straight(resultOf(expression), (call) => named[call.callee] === undefined)
  const values: Value[] = []
  for (const line of lines) {
    const { op, dtype } = line
    if (op === 'parameter') values.push(operands[line.index]!)
    else if (op === 'constant') values.push(splat(line.value, { shape, dtype }, to))
    else {
      const args = line.args.map((arg) => values[arg]!)
      values.push(op === 'call' ? to.operation(named[line.callee]!, args, { shape, dtype })
        : applies[op](args as readonly Value[] as readonly [Value, Value, Value], dtype, to))
    }
  }
  return values[result]!
}
