/**
 * WebAssembly code as values: an expression of a type is a tree of bytes, written in postfix order when a module is made.
 * The compiler holds every instruction to the types of its operands; nothing here knows tensors.
 */

/** What a local, a parameter or the stack may hold. */
export type ValueType = 'i32' | 'f32' | 'f64' | 'v128'

/** Bytes in order, nested as they were composed. */
export type Bytes = readonly (number | Bytes)[]

/** Code that leaves a value of type `T`, or nothing, on the stack. */
export interface Code<in out T extends ValueType | 'none'> {
  readonly type: T
  readonly bytes: Bytes
}

export type Statement = Code<'none'>
export type I32 = Code<'i32'>
export type F64 = Code<'f64'>
export type V128 = Code<'v128'>

export const code = <T extends ValueType | 'none'>(type: T, bytes: Bytes): Code<T> => ({ type, bytes })

/** Unsigned LEB128. */
export const unsigned = (n: number): Bytes => {
  const bytes: number[] = []
  let rest = n
  for (; rest >= 128; rest = Math.floor(rest / 128)) bytes.push((rest % 128) | 128)
  bytes.push(rest)
  return bytes
}

/** Signed LEB128 of 32 bits. */
export const signed = (n: number): Bytes => {
  const bytes: number[] = []
  let rest = n | 0
  for (; rest < -64 || rest > 63; rest >>= 7) bytes.push((rest & 127) | 128)
  bytes.push(rest & 127)
  return bytes
}

const f64Bytes = (x: number): Bytes => [...new Uint8Array(Float64Array.of(x).buffer)]

export const typeCode: Readonly<Record<ValueType, number>> = { i32: 0x7f, f32: 0x7d, f64: 0x7c, v128: 0x7b }

/** Statements one after the other. */
export const sequence = (...statements: readonly Statement[]): Statement => code('none', statements.map((s) => s.bytes))

export const nothing: Statement = sequence()

const unary = <A extends ValueType, R extends ValueType>(_: A, result: R, ...opcode: Bytes) =>
  (a: Code<A>): Code<R> => code(result, [a.bytes, opcode])
const binary = <A extends ValueType, R extends ValueType>(_: A, result: R, ...opcode: Bytes) =>
  (a: Code<A>, b: Code<A>): Code<R> => code(result, [a.bytes, b.bytes, opcode])

/** A vector instruction's opcode. */
const simd = (n: number): Bytes => [0xfd, unsigned(n)]
const vector1 = (n: number) => unary('v128', 'v128', simd(n))
const vector2 = (n: number) => binary('v128', 'v128', simd(n))
const shift = (n: number) => (a: V128, by: I32): V128 => code('v128', [a.bytes, by.bytes, simd(n)])
const splat = <A extends ValueType>(_: A, n: number) => (a: Code<A>): V128 => code('v128', [a.bytes, simd(n)])
const extract = <R extends ValueType>(result: R, n: number) => (a: V128, lane: number): Code<R> =>
  code(result, [a.bytes, simd(n), lane])
const replace = <A extends ValueType>(_: A, n: number) => (a: V128, lane: number, b: Code<A>): V128 =>
  code('v128', [a.bytes, b.bytes, simd(n), lane])

const i32Const = (n: number): I32 => code('i32', [0x41, signed(n)])
const isZero = (a: I32): boolean => a.bytes[0] === 0x41 && Array.isArray(a.bytes[1]) && a.bytes[1][0] === 0 && a.bytes.length === 2

const i32Add = binary('i32', 'i32', 0x6a)

export const i32 = {
  const: i32Const,
  /** The sum; 0 adds nothing. */
  add: (a: I32, b: I32): I32 => (isZero(b) ? a : isZero(a) ? b : i32Add(a, b)),
  sub: binary('i32', 'i32', 0x6b),
  mul: binary('i32', 'i32', 0x6c),
  divS: binary('i32', 'i32', 0x6d),
  divU: binary('i32', 'i32', 0x6e),
  remS: binary('i32', 'i32', 0x6f),
  remU: binary('i32', 'i32', 0x70),
  and: binary('i32', 'i32', 0x71),
  or: binary('i32', 'i32', 0x72),
  xor: binary('i32', 'i32', 0x73),
  shl: binary('i32', 'i32', 0x74),
  shrS: binary('i32', 'i32', 0x75),
  shrU: binary('i32', 'i32', 0x76),
  eqz: unary('i32', 'i32', 0x45),
  eq: binary('i32', 'i32', 0x46),
  ne: binary('i32', 'i32', 0x47),
  ltS: binary('i32', 'i32', 0x48),
  ltU: binary('i32', 'i32', 0x49),
  leU: binary('i32', 'i32', 0x4d),
  geU: binary('i32', 'i32', 0x4f),
  /** `yes` where `condition` is not 0, else `no`; both are evaluated. */
  select: (condition: I32, yes: I32, no: I32): I32 => code('i32', [yes.bytes, no.bytes, condition.bytes, 0x1b]),
}

export const f64 = {
  const: (x: number): F64 => code('f64', [0x44, f64Bytes(x)]),
}

export const v128 = {
  /** Four words, the first lane first. */
  const: (words: readonly [number, number, number, number]): V128 =>
    code('v128', [simd(12), [...new Uint8Array(Uint32Array.from(words).buffer)]]),
  shuffle: (a: V128, b: V128, lanes: readonly number[]): V128 => code('v128', [a.bytes, b.bytes, simd(13), lanes]),
  not: vector1(77),
  /** 1 where any bit is one, else 0. */
  anyTrue: unary('v128', 'i32', simd(83)),
  and: vector2(78),
  andnot: vector2(79),
  or: vector2(80),
  xor: vector2(81),
  /** The bits of `a` where `mask` has ones, else those of `b`. */
  bitselect: (a: V128, b: V128, mask: V128): V128 => code('v128', [a.bytes, b.bytes, mask.bytes, simd(82)]),
}

/** Sixteen bytes for `shuffle`, from four words: 0 to 3 are those of the first operand, 4 to 7 of the second. */
export const words = (a: number, b: number, c: number, d: number): readonly number[] =>
  [a, b, c, d].flatMap((w) => [4 * w, 4 * w + 1, 4 * w + 2, 4 * w + 3])

export const i8x16 = { narrowI16x8: vector2(101) }
export const i16x8 = { narrowI32x4: vector2(133), extendLowI8x16U: vector1(137) }

export const i32x4 = {
  splat: splat('i32', 17),
  extract: extract('i32', 27),
  replace: replace('i32', 28),
  eq: vector2(55), ne: vector2(56),
  ltS: vector2(57), ltU: vector2(58), leS: vector2(61), leU: vector2(62), gtS: vector2(59),
  abs: vector1(160), neg: vector1(161),
  extendLowI16x8U: vector1(169),
  shl: shift(171), shrS: shift(172), shrU: shift(173),
  add: vector2(174), sub: vector2(177), mul: vector2(181),
  minS: vector2(182), minU: vector2(183), maxS: vector2(184), maxU: vector2(185),
  truncSatF32x4S: vector1(248), truncSatF32x4U: vector1(249),
  truncSatF64x2S: vector1(252), truncSatF64x2U: vector1(253),
}

export const i64x2 = { shl: shift(203) }

export const f32x4 = {
  splat: splat('f32', 19),
  extract: extract('f32', 31),
  eq: vector2(65), ne: vector2(66), lt: vector2(67), gt: vector2(68), le: vector2(69),
  ceil: vector1(103), floor: vector1(104), nearest: vector1(106),
  abs: vector1(224), neg: vector1(225), sqrt: vector1(227),
  add: vector2(228), sub: vector2(229), mul: vector2(230), div: vector2(231), min: vector2(232), max: vector2(233),
  /** `b < a ? b : a` and `a < b ? b : a`. */
  pmin: vector2(234), pmax: vector2(235),
  convertI32x4S: vector1(250), convertI32x4U: vector1(251),
  demoteF64x2: vector1(94),
  /** a·b + c, rounded once or twice as the engine likes: only for relaxed numerics. */
  relaxedMadd: (a: V128, b: V128, c: V128): V128 => code('v128', [a.bytes, b.bytes, c.bytes, simd(0x105)]),
}

export const f64x2 = {
  replace: replace('f64', 34),
  splat: splat('f64', 20),
  extract: extract('f64', 33),
  eq: vector2(71), ne: vector2(72), lt: vector2(73), gt: vector2(74), le: vector2(75),
  ceil: vector1(116), floor: vector1(117), nearest: vector1(148),
  abs: vector1(236), neg: vector1(237), sqrt: vector1(239),
  add: vector2(240), sub: vector2(241), mul: vector2(242), div: vector2(243), min: vector2(244), max: vector2(245),
  pmin: vector2(246), pmax: vector2(247),
  convertLowI32x4S: vector1(254), convertLowI32x4U: vector1(255),
  promoteLowF32x4: vector1(95),
  relaxedMadd: (a: V128, b: V128, c: V128): V128 => code('v128', [a.bytes, b.bytes, c.bytes, simd(0x107)]),
}

/** Alignment is a hint: 1 is always right. */
const memarg = (offset: number): Bytes => [0, unsigned(offset)]
const loads = <R extends ValueType>(result: R, ...opcode: Bytes) => (address: I32, offset = 0): Code<R> =>
  code(result, [address.bytes, opcode, memarg(offset)])
const stores = <A extends ValueType>(_: A, ...opcode: Bytes) => (address: I32, value: Code<A>, offset = 0): Statement =>
  code('none', [address.bytes, value.bytes, opcode, memarg(offset)])
const lane = (n: number) => (address: I32, offset: number, a: V128, index: number): V128 =>
  code('v128', [address.bytes, a.bytes, simd(n), memarg(offset), index])
const storeLane = (n: number) => (address: I32, offset: number, a: V128, index: number): Statement =>
  code('none', [address.bytes, a.bytes, simd(n), memarg(offset), index])

/** Reads and writes of the one memory, at an address plus a constant offset. */
export const memory = {
  loadI32: loads('i32', 0x28),
  loadU8: loads('i32', 0x2d),
  storeI32: stores('i32', 0x36),
  storeI8: stores('i32', 0x3a),
  loadV128: loads('v128', simd(0)),
  storeV128: stores('v128', simd(11)),
  loadSplat8: loads('v128', simd(7)),
  loadSplat32: loads('v128', simd(9)),
  loadSplat64: loads('v128', simd(10)),
  /** One word, the other lanes 0. */
  loadZero32: loads('v128', simd(92)),
  loadZero64: loads('v128', simd(93)),
  loadLane8: lane(84), loadLane32: lane(86), loadLane64: lane(87),
  storeLane8: storeLane(88), storeLane32: storeLane(90), storeLane64: storeLane(91),
  /** Bytes from one place to another, which may overlap. */
  copy: (to: I32, from: I32, bytes: I32): Statement => code('none', [to.bytes, from.bytes, bytes.bytes, 0xfc, 10, 0, 0]),
  fill: (to: I32, byte: I32, bytes: I32): Statement => code('none', [to.bytes, byte.bytes, bytes.bytes, 0xfc, 11, 0]),
}

/** A local of a function. */
export interface Local<T extends ValueType> {
  readonly get: Code<T>
  readonly set: (value: Code<T>) => Statement
  /** Sets it, and leaves the value. */
  readonly tee: (value: Code<T>) => Code<T>
}

/** The local of an index. */
export const local = <T extends ValueType>(type: T, index: number): Local<T> => ({
  get: code(type, [0x20, unsigned(index)]),
  set: (value) => code('none', [value.bytes, 0x21, unsigned(index)]),
  tee: (value) => code(type, [value.bytes, 0x22, unsigned(index)]),
})

const then = (condition: I32, yes: Statement, no?: Statement): Statement =>
  code('none', [condition.bytes, 0x04, 0x40, yes.bytes, ...(no === undefined ? [] : [0x05, no.bytes]), 0x0b])

export const control = {
  if: then,
  /** Runs the body, and again as long as the condition then holds. */
  doWhile: (body: Statement, again: I32): Statement => code('none', [0x03, 0x40, body.bytes, again.bytes, 0x0d, 0, 0x0b]),
  call: (index: number, ...args: readonly Code<ValueType>[] | readonly I32[]): Statement =>
    code('none', [args.map((a) => a.bytes), 0x10, unsigned(index)]),
  return: code('none', [0x0f]),
  trap: code('none', [0x00]),
}
