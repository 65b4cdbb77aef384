/** One scalar instruction on numbers: the same bits that every backend computes, for what is known beforehand. */
import type { DType } from '../../shape/shape.js'
import type { Opcode } from '../scalar.js'

const f64 = new Float64Array(1)
const words = new Uint32Array(f64.buffer)
const cell = new ArrayBuffer(4)
const cells = { f32: new Float32Array(cell), i32: new Int32Array(cell), u32: new Uint32Array(cell) }

/** To the nearest integer, ties to even: 2^52 leaves no bits for a fraction. */
const roundEven = (x: number): number => {
  if (!(Math.abs(x) < 4503599627370496)) return x
  const magnitude = Math.abs(x) + 4503599627370496 - 4503599627370496
  return x < 0 || Object.is(x, -0) ? -magnitude : magnitude
}

/** To a dtype's own numbers: f32 rounds, integers wrap, a truth value is its last bit. */
const into: Readonly<Record<DType, (x: number) => number>> = {
  f32: Math.fround, f64: (x) => x, i32: (x) => x | 0, u32: (x) => x >>> 0, bool: (x) => x & 1,
}

const saturate = (x: number, low: number, high: number): number =>
  x !== x ? 0 : x <= low ? low : x >= high ? high : Math.trunc(x) + 0

const convert = (x: number, from: DType, to: DType): number => {
  const float = from === 'f32' || from === 'f64'
  if (to === 'bool') return x === 0 ? 0 : 1
  if (float && to === 'i32') return saturate(x, -2147483648, 2147483647)
  if (float && to === 'u32') return saturate(x, 0, 4294967295)
  return into[to](x)
}

type Fold = (dtype: DType, a: number, b: number, c: number) => number
const rounded = (f: (a: number, b: number) => number): Fold => (dtype, a, b) => into[dtype](f(a, b))
const isInteger = (dtype: DType): boolean => dtype === 'i32' || dtype === 'u32'

const folds: Readonly<Record<Exclude<Opcode, 'convert' | 'bitcast'>, Fold>> = {
  add: rounded((a, b) => a + b),
  sub: rounded((a, b) => a - b),
  mul: (dtype, a, b) => into[dtype](isInteger(dtype) ? Math.imul(a, b) : a * b),
  div: rounded((a, b) => a / b),
  rem: rounded((a, b) => a % b),
  min: rounded(Math.min),
  max: rounded(Math.max),
  neg: rounded((a) => -a),
  abs: rounded(Math.abs),
  sqrt: rounded(Math.sqrt),
  floor: rounded(Math.floor),
  round: rounded(roundEven),
  eq: (_, a, b) => (a === b ? 1 : 0),
  lt: (_, a, b) => (a < b ? 1 : 0),
  le: (_, a, b) => (a <= b ? 1 : 0),
  select: (_, a, b, c) => (a !== 0 ? b : c),
  and: rounded((a, b) => a & b),
  or: rounded((a, b) => a | b),
  xor: rounded((a, b) => a ^ b),
  not: rounded((a) => ~a),
  shl: rounded((a, b) => a << b),
  shr: (dtype, a, b) => (dtype === 'i32' ? a >> b : a >>> b),
  high: (_, a) => { f64[0] = a; return words[1]! },
  low: (_, a) => { f64[0] = a; return words[0]! },
  join: (_, a, b) => { words[1] = a; words[0] = b; return f64[0]! },
}

/** `from` is the dtype of the first operand. The bits of a NaN are an engine's own: what looks at them is not folded. */
export const fold = (op: Opcode, dtype: DType, from: DType, args: readonly number[]): number | undefined => {
  const [a = 0, b = 0, c = 0] = args
  if (op === 'convert') return convert(a, from, dtype)
  if ((op === 'high' || op === 'low') && a !== a) return undefined
  if (op === 'bitcast') {
    if (a !== a) return undefined
    cells[from as 'f32'][0] = a
  }
  const value = op === 'bitcast' ? cells[dtype as 'f32'][0]! : folds[op](dtype, a, b, c)
  return value !== value && (op === 'bitcast' || op === 'join') ? undefined : value
}
