/**
 * What one scalar instruction is equal to, to the bit, -0 and NaN included (the bits of a NaN are an engine's own).
 * `x·0` is not 0 and `x + 0` is not x: the one for NaN, infinities and -0, the other for -0.
 */
import type { DType } from '../../shape/shape.js'
import { constant, isFloat, like, type Opcode, type Scalar } from '../scalar.js'

/** A node in its simplest known form. */
export type Make = (op: Opcode, dtype: DType, ...args: readonly Scalar[]) => Scalar

/** The simpler form of an instruction on operands that are simple; `undefined` where there is none. */
type Identity = (make: Make, dtype: DType, x: Scalar, y: Scalar, z: Scalar) => Scalar | undefined

type Node<O extends Opcode> = Scalar & { readonly op: O; readonly args: readonly Scalar[] }
const is = <O extends Opcode>(x: Scalar, op: O): x is Node<O> => x.op === op
const arg = ({ args }: Node<Opcode>, i = 0): Scalar => args[i]!
const isFixed = (x: Scalar): x is Scalar & { readonly op: 'constant' } => x.op === 'constant'
const has = (x: Scalar, value: number): boolean => isFixed(x) && Object.is(x.value, value)
/** All bits set. */
const ones: Readonly<Partial<Record<DType, number>>> = { i32: -1, u32: 4294967295, bool: 1 }
const isOnes = (x: Scalar): boolean => isFixed(x) && x.value === ones[x.dtype]
/** x + zero = x: of the two zeros of a float, -0. */
const isZeroOf = (x: Scalar): boolean => (isFloat(x.dtype) ? has(x, -0) : isFixed(x) && x.value === 0)
const negative = (x: Scalar & { readonly op: 'constant' }): Scalar => like(x, -x.value)

const f64 = new Float64Array(1)
const words = new Uint32Array(f64.buffer)
/** ±2^k whose reciprocal is a number of the dtype too: dividing by one is multiplying by the other. */
const isPowerOfTwo = (x: Scalar): x is Scalar & { readonly op: 'constant' } => {
  if (!isFixed(x) || !isFloat(x.dtype)) return false
  f64[0] = x.value
  const exponent = (words[1]! >>> 20) & 0x7ff
  const within = x.dtype === 'f32' ? 126 : 1022
  return words[0] === 0 && (words[1]! & 0xfffff) === 0 && exponent >= 1023 - within && exponent <= 1023 + within
}

/** max(max(x, a), b) = max(x, max(a, b)), and with NaN and zeros in their order as well; the same for min. */
const extreme = (op: 'min' | 'max', neutral: number): Identity => (make, dtype, x, y) =>
  x === y ? x
  : isFloat(dtype) && has(y, neutral) ? x
  : isFloat(dtype) && has(x, neutral) ? y
  : isFixed(y) && is(x, op) && isFixed(arg(x, 1)) ? make(op, dtype, arg(x), make(op, dtype, arg(x, 1), y))
  : isFixed(y) && is(x, op) && isFixed(arg(x)) ? make(op, dtype, arg(x, 1), make(op, dtype, arg(x), y))
  : isFixed(x) && is(y, op) && (isFixed(arg(y)) || isFixed(arg(y, 1))) ? make(op, dtype, y, x)
  : undefined

const isInteger = (dtype: DType): boolean => dtype === 'i32' || dtype === 'u32'
/**
 * Whether a conversion can do without its step between: values that it keeps as they are, unless the way around saturates
 * where the direct one wraps; and what wraps twice wraps once.
 */
const isDirect = (from: DType, between: DType, to: DType): boolean =>
  [from, between, to].every(isInteger) || from === 'bool'
  || (between === 'f64' && from !== 'f64' && (from === to || !isInteger(from) || !isInteger(to)))

export const identities: Readonly<Partial<Record<Opcode, Identity>>> = {
  add: (make, dtype, x, y) =>
    isZeroOf(y) ? x
    : isZeroOf(x) ? y
    : is(y, 'neg') ? make('sub', dtype, x, arg(y))
    : is(x, 'neg') ? make('sub', dtype, y, arg(x))
    : undefined,
  sub: (make, dtype, x, y) =>
    isFixed(y) && (isFloat(dtype) ? has(y, 0) : y.value === 0) ? x
    : isZeroOf(x) ? make('neg', dtype, y)
    : is(y, 'neg') ? make('add', dtype, x, arg(y))
    : x === y && !isFloat(dtype) ? constant(dtype, 0)
    : undefined,
  mul: (make, dtype, x, y) =>
    has(y, 1) ? x
    : isFixed(x) && !isFixed(y) && (has(x, 1) || has(x, -1) || is(y, 'neg')) ? make('mul', dtype, y, x)
    : !isFloat(dtype) ? ([x, y].find(isZeroOf))
    : has(y, -1) ? make('neg', dtype, x)
    : is(x, 'neg') && is(y, 'neg') ? make('mul', dtype, arg(x), arg(y))
    : is(x, 'neg') && isFixed(y) ? make('mul', dtype, arg(x), negative(y))
    : undefined,
  div: (make, dtype, x, y) =>
    has(y, 1) ? x
    : !isFloat(dtype) ? undefined
    : isPowerOfTwo(y) ? make('mul', dtype, x, like(y, 1 / y.value))
    : is(x, 'neg') && is(y, 'neg') ? make('div', dtype, arg(x), arg(y))
    : is(x, 'neg') && isFixed(y) ? make('div', dtype, arg(x), negative(y))
    : is(y, 'neg') && isFixed(x) ? make('div', dtype, negative(x), arg(y))
    : undefined,
  min: extreme('min', Infinity),
  max: extreme('max', -Infinity),
  neg: (make, dtype, x) =>
    is(x, 'neg') ? arg(x)
    : !isFloat(dtype) ? undefined
    : is(x, 'mul') && isFixed(arg(x, 1)) ? make('mul', dtype, arg(x), negative(arg(x, 1) as Scalar & { op: 'constant' }))
    : is(x, 'mul') && isFixed(arg(x)) ? make('mul', dtype, negative(arg(x) as Scalar & { op: 'constant' }), arg(x, 1))
    : undefined,
  abs: (make, dtype, x) =>
    dtype === 'u32' || is(x, 'abs') ? x
    : is(x, 'neg') && isFloat(dtype) ? make('abs', dtype, arg(x))
    : undefined,
  floor: (_, __, x) => (is(x, 'floor') || is(x, 'round') ? x : undefined),
  round: (_, __, x) => (is(x, 'floor') || is(x, 'round') ? x : undefined),
  eq: (make, dtype, x, y) =>
    isFloat(x.dtype) ? undefined
    : x === y ? constant(dtype, 1)
    : x.dtype !== 'bool' ? undefined
    : isFixed(y) ? (y.value === 1 ? x : make('not', dtype, x))
    : isFixed(x) ? (x.value === 1 ? y : make('not', dtype, y))
    : undefined,
  lt: (_, dtype, x, y) => (x === y ? constant(dtype, 0) : undefined),
  le: (_, dtype, x, y) => (x === y && !isFloat(x.dtype) ? constant(dtype, 1) : undefined),
  not: (make, dtype, x) =>
    is(x, 'not') ? arg(x)
    : is(x, 'lt') && !isFloat(arg(x).dtype) ? make('le', dtype, arg(x, 1), arg(x))
    : is(x, 'le') && !isFloat(arg(x).dtype) ? make('lt', dtype, arg(x, 1), arg(x))
    : undefined,
  and: (_, __, x, y) => (x === y || isOnes(y) || isZeroOf(x) ? x : isOnes(x) || isZeroOf(y) ? y : undefined),
  or: (_, __, x, y) => (x === y || isZeroOf(y) || isOnes(x) ? x : isZeroOf(x) || isOnes(y) ? y : undefined),
  xor: (make, dtype, x, y) =>
    x === y ? constant(dtype, 0)
    : isZeroOf(y) ? x
    : isZeroOf(x) ? y
    : isOnes(y) ? make('not', dtype, x)
    : isOnes(x) ? make('not', dtype, y)
    : undefined,
  shl: (_, __, x, y) => (isZeroOf(y) ? x : undefined),
  shr: (_, __, x, y) => (isZeroOf(y) ? x : undefined),
  select: (make, dtype, c, yes, no) =>
    isFixed(c) ? (c.value === 0 ? no : yes)
    : yes === no ? yes
    : is(c, 'not') ? make('select', dtype, arg(c), no, yes)
    : dtype !== 'bool' ? undefined
    : isFixed(yes) ? (yes.value === 1 ? make('or', dtype, c, no) : has(no, 1) ? make('not', dtype, c) : undefined)
    : isFixed(no) && no.value === 0 ? make('and', dtype, c, yes)
    : undefined,
  convert: (make, to, x) =>
    x.dtype === to ? x
    : is(x, 'convert') && isDirect(arg(x).dtype, x.dtype, to) ? make('convert', to, arg(x))
    : undefined,
  bitcast: (make, to, x) =>
    x.dtype === to ? x
    : is(x, 'bitcast') && (x.dtype !== 'f32' || arg(x).dtype === 'f32') ? make('bitcast', to, arg(x))
    : undefined,
  join: (_, __, x, y) => (is(x, 'high') && is(y, 'low') && arg(x) === arg(y) ? arg(x) : undefined),
}
