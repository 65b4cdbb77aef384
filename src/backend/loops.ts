/**
 * One loop per scalar instruction, over registers of 64-bit floats: they hold f32, i32, u32 and truth values exactly,
 * and with one kind of array every loop stays fast. An f32 result is the f64 result rounded once more, which for
 * + - × ÷ √ of f32 operands is the f32 operation itself (53 ≥ 2·24 + 2 bits); integer results are wrapped.
 */
import type { DType } from '../shape/shape.js'
import type { Opcode } from '../program/scalar.js'

export type Register = Float64Array
type Loop = (d: Register, n: number, a: Register, b: Register, c: Register) => void

const f64 = new Float64Array(1)
const words = new Uint32Array(f64.buffer)
const f32 = new Float32Array(1)
const i32 = new Int32Array(f32.buffer)
const u32 = new Uint32Array(f32.buffer)

/** To the nearest integer, ties to even. Adding 2^52 to a smaller number leaves no bits for a fraction. */
const roundEven = (x: number): number => {
  if (!(Math.abs(x) < 4503599627370496)) return x
  const r = x < 0 || Object.is(x, -0) ? x - 4503599627370496 + 4503599627370496 : x + 4503599627370496 - 4503599627370496
  return r === 0 ? (x < 0 || Object.is(x, -0) ? -0 : 0) : r
}

const plain: Readonly<Record<Exclude<Opcode, 'bitcast' | 'convert' | 'mul' | 'div' | 'shr'>, Loop>> = {
  add: (d, n, a, b) => { for (let i = 0; i < n; i++) d[i] = a[i]! + b[i]! },
  sub: (d, n, a, b) => { for (let i = 0; i < n; i++) d[i] = a[i]! - b[i]! },
  rem: (d, n, a, b) => { for (let i = 0; i < n; i++) d[i] = a[i]! % b[i]! },
  min: (d, n, a, b) => { for (let i = 0; i < n; i++) d[i] = Math.min(a[i]!, b[i]!) },
  max: (d, n, a, b) => { for (let i = 0; i < n; i++) d[i] = Math.max(a[i]!, b[i]!) },
  neg: (d, n, a) => { for (let i = 0; i < n; i++) d[i] = -a[i]! },
  abs: (d, n, a) => { for (let i = 0; i < n; i++) d[i] = Math.abs(a[i]!) },
  sqrt: (d, n, a) => { for (let i = 0; i < n; i++) d[i] = Math.sqrt(a[i]!) },
  floor: (d, n, a) => { for (let i = 0; i < n; i++) d[i] = Math.floor(a[i]!) },
  round: (d, n, a) => { for (let i = 0; i < n; i++) d[i] = roundEven(a[i]!) },
  eq: (d, n, a, b) => { for (let i = 0; i < n; i++) d[i] = a[i]! === b[i]! ? 1 : 0 },
  lt: (d, n, a, b) => { for (let i = 0; i < n; i++) d[i] = a[i]! < b[i]! ? 1 : 0 },
  le: (d, n, a, b) => { for (let i = 0; i < n; i++) d[i] = a[i]! <= b[i]! ? 1 : 0 },
  select: (d, n, a, b, c) => { for (let i = 0; i < n; i++) d[i] = a[i]! !== 0 ? b[i]! : c[i]! },
  and: (d, n, a, b) => { for (let i = 0; i < n; i++) d[i] = a[i]! & b[i]! },
  or: (d, n, a, b) => { for (let i = 0; i < n; i++) d[i] = a[i]! | b[i]! },
  xor: (d, n, a, b) => { for (let i = 0; i < n; i++) d[i] = a[i]! ^ b[i]! },
  not: (d, n, a) => { for (let i = 0; i < n; i++) d[i] = ~a[i]! },
  shl: (d, n, a, b) => { for (let i = 0; i < n; i++) d[i] = a[i]! << b[i]! },
  // A NaN has the bits 0x7FF80000_00000000 wherever they can be seen: those that the engine keeps are its own affair.
  high: (d, n, a) => { for (let i = 0; i < n; i++) { f64[0] = a[i]!; d[i] = a[i]! === a[i]! ? words[1]! : 0x7ff80000 } },
  low: (d, n, a) => { for (let i = 0; i < n; i++) { f64[0] = a[i]!; d[i] = a[i]! === a[i]! ? words[0]! : 0 } },
  join: (d, n, a, b) => { for (let i = 0; i < n; i++) { words[1] = a[i]!; words[0] = b[i]!; d[i] = f64[0]! } },
}

const mulFloat: Loop = (d, n, a, b) => { for (let i = 0; i < n; i++) d[i] = a[i]! * b[i]! }
const mulInteger: Loop = (d, n, a, b) => { for (let i = 0; i < n; i++) d[i] = Math.imul(a[i]!, b[i]!) }
const divFloat: Loop = (d, n, a, b) => { for (let i = 0; i < n; i++) d[i] = a[i]! / b[i]! }
const divInteger: Loop = (d, n, a, b) => { for (let i = 0; i < n; i++) d[i] = Math.trunc(a[i]! / b[i]!) }
const shrSigned: Loop = (d, n, a, b) => { for (let i = 0; i < n; i++) d[i] = a[i]! >> b[i]! }
const shrUnsigned: Loop = (d, n, a, b) => { for (let i = 0; i < n; i++) d[i] = a[i]! >>> b[i]! }

const toF32: Loop = (d, n, a) => { for (let i = 0; i < n; i++) d[i] = Math.fround(a[i]!) }
const toI32: Loop = (d, n, a) => { for (let i = 0; i < n; i++) d[i] = a[i]! | 0 }
const toU32: Loop = (d, n, a) => { for (let i = 0; i < n; i++) d[i] = a[i]! >>> 0 }
const toBool: Loop = (d, n, a) => { for (let i = 0; i < n; i++) d[i] = a[i]! & 1 }
const copy: Loop = (d, n, a) => { for (let i = 0; i < n; i++) d[i] = a[i]! }
const isNonZero: Loop = (d, n, a) => { for (let i = 0; i < n; i++) d[i] = a[i]! === 0 ? 0 : 1 }
const saturate = (low: number, high: number): Loop => (d, n, a) => {
  for (let i = 0; i < n; i++) {
    const x = a[i]!
    d[i] = x !== x ? 0 : x <= low ? low : x >= high ? high : Math.trunc(x) + 0
  }
}
const saturateI32 = saturate(-2147483648, 2147483647)
const saturateU32 = saturate(0, 4294967295)

/** Bits of `a` through a 32-bit cell: written as one dtype, read as another. A NaN is seen as 0x7FC00000. */
const cells = { f32, i32, u32 }
const reread = (from: 'f32' | 'i32' | 'u32', to: 'f32' | 'i32' | 'u32'): Loop => (d, n, a) => {
  const [written, read] = [cells[from], cells[to]]
  for (let i = 0; i < n; i++) {
    written[0] = a[i]!
    d[i] = a[i]! === a[i]! || read === written ? read[0]! : 0x7fc00000
  }
}

/** The operations of f32: those of f64, rounded once more. */
const rounded: Partial<Readonly<Record<Opcode, Loop>>> = {
  add: (d, n, a, b) => { for (let i = 0; i < n; i++) d[i] = Math.fround(a[i]! + b[i]!) },
  sub: (d, n, a, b) => { for (let i = 0; i < n; i++) d[i] = Math.fround(a[i]! - b[i]!) },
  mul: (d, n, a, b) => { for (let i = 0; i < n; i++) d[i] = Math.fround(a[i]! * b[i]!) },
  div: (d, n, a, b) => { for (let i = 0; i < n; i++) d[i] = Math.fround(a[i]! / b[i]!) },
  sqrt: (d, n, a) => { for (let i = 0; i < n; i++) d[i] = Math.fround(Math.sqrt(a[i]!)) },
}

const wraps: ReadonlySet<Opcode> = new Set([
  'add', 'sub', 'mul', 'div', 'rem', 'neg', 'abs', 'and', 'or', 'xor', 'not', 'shl', 'shr',
])

const isInteger = (dtype: DType): boolean => dtype === 'i32' || dtype === 'u32'

/** The loops that make one instruction: `dtype` is its result's, `from` its first operand's. */
export const loopsOf = (op: Opcode, dtype: DType, from: DType): readonly [Loop, Loop?] => {
  if (op === 'convert') return [conversion(from, dtype)]
  if (op === 'bitcast') return [reread(from as 'f32', dtype as 'i32')]
  const inF32 = dtype === 'f32' ? rounded[op] : undefined
  if (inF32 !== undefined) return [inF32]
  const main =
    op === 'mul' ? (isInteger(dtype) ? mulInteger : mulFloat)
    : op === 'div' ? (isInteger(dtype) ? divInteger : divFloat)
    : op === 'shr' ? (dtype === 'i32' ? shrSigned : shrUnsigned)
    : plain[op]
  if (dtype === 'i32' && wraps.has(op)) return [main, toI32]
  if (dtype === 'u32' && wraps.has(op)) return [main, toU32]
  if (dtype === 'bool' && op === 'not') return [main, toBool]
  return [main]
}

const conversion = (from: DType, to: DType): Loop => {
  const float = from === 'f32' || from === 'f64'
  switch (to) {
    case 'f64': return copy
    case 'f32': return from === 'bool' ? copy : toF32
    case 'bool': return isNonZero
    case 'i32': return float ? saturateI32 : toI32
    case 'u32': return float ? saturateU32 : toU32
  }
}
