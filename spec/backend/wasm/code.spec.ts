/** The assembler against the published opcodes, and what it writes read back. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { workloads } from '../../../bench/workloads.js'
import * as atomic from '../../../src/backend/wasm/assembler/atomic.js'
import * as c from '../../../src/backend/wasm/assembler/code.js'
import type { Bytes, Code, Statement, ValueType } from '../../../src/backend/wasm/assembler/code.js'
import { barrier } from '../../../src/backend/wasm/scheduling/barrier.js'
import { emit } from '../../../src/backend/wasm/scheduling/emit.js'
import { WebAssembly } from '../../../src/backend/wasm/assembler/webAssembly.js'
import { bodyOf, define, encode } from '../../../src/backend/wasm/assembler/module.js'
import * as elementary from '../../../src/program/elementary/functions.js'
import { expression } from '../../../src/program/expression.js'
import type { Program } from '../../../src/program/program.js'
import type { Scalar } from '../../../src/program/scalar.js'
import { bernoulli, choice, integers, key, normal, truncatedNormal, uniform, type Key } from '../../../src/random/index.js'
import { trace } from '../../../src/tensor/trace.js'
import { build, type } from '../../program/build.js'
import { dtypes, kinds as allKinds, numRuns, someCase } from '../arbitrary.js'
import { isRelaxed, opcodes, prefixed } from './opcodes.js'

const flat = (bytes: Bytes): readonly number[] => bytes.flatMap((b) => (typeof b === 'number' ? [b] : flat(b)))

/** A module of one function, with a local of each type after its parameter. */
const moduleOf = (write: (locals: { readonly [T in ValueType]: c.Local<T> }) => Statement, shared = false): Uint8Array<ArrayBuffer> =>
  encode([{ name: '', parameters: 1, body: bodyOf(define(1, (fresh) => write({ i32: fresh('i32'), f32: fresh('f32'), f64: fresh('f64'), v128: fresh('v128') }))) }], { pages: 1, shared })

const [i, f, d, v] = [c.local('i32', 1).get, c.local('f32', 2).get, c.local('f64', 3).get, c.local('v128', 4).get]
const { i32, i32x4, i16x8, i8x16, f32x4, f64x2, v128, memory } = c

/** What is written after the operands; bytes from https://webassembly.github.io/spec/core/appendix/index-instructions.html. */
const facts: readonly (readonly [name: string, code: Code<ValueType> | Statement, bytes: readonly number[]])[] = [
  ['i32.add', i32.add(i, i), [0x6a]], ['i32.sub', i32.sub(i, i), [0x6b]], ['i32.mul', i32.mul(i, i), [0x6c]],
  ['i32.div_s', i32.divS(i, i), [0x6d]], ['i32.div_u', i32.divU(i, i), [0x6e]], ['i32.rem_s', i32.remS(i, i), [0x6f]], ['i32.rem_u', i32.remU(i, i), [0x70]],
  ['i32.and', i32.and(i, i), [0x71]], ['i32.or', i32.or(i, i), [0x72]], ['i32.xor', i32.xor(i, i), [0x73]],
  ['i32.shl', i32.shl(i, i), [0x74]], ['i32.shr_s', i32.shrS(i, i), [0x75]], ['i32.shr_u', i32.shrU(i, i), [0x76]],
  ['i32.eqz', i32.eqz(i), [0x45]], ['i32.eq', i32.eq(i, i), [0x46]], ['i32.ne', i32.ne(i, i), [0x47]],
  ['i32.lt_s', i32.ltS(i, i), [0x48]], ['i32.lt_u', i32.ltU(i, i), [0x49]], ['i32.le_u', i32.leU(i, i), [0x4d]], ['i32.ge_u', i32.geU(i, i), [0x4f]],
  ['select', i32.select(i, i, i), [0x1b]], ['unreachable', c.control.trap, [0x00]], ['return', c.control.return, [0x0f]],
  ['v128.not', v128.not(v), [0xfd, 0x4d]], ['v128.and', v128.and(v, v), [0xfd, 0x4e]], ['v128.andnot', v128.andnot(v, v), [0xfd, 0x4f]],
  ['v128.or', v128.or(v, v), [0xfd, 0x50]], ['v128.xor', v128.xor(v, v), [0xfd, 0x51]], ['v128.bitselect', v128.bitselect(v, v, v), [0xfd, 0x52]],
  ['v128.any_true', v128.anyTrue(v), [0xfd, 0x53]],
  ['v128.const', v128.const([1, 2, 0x01020304, 0xffffffff]), [0xfd, 0x0c, 1, 0, 0, 0, 2, 0, 0, 0, 4, 3, 2, 1, 255, 255, 255, 255]],
  ['i8x16.shuffle', v128.shuffle(v, v, c.words(0, 4, 1, 7)), [0xfd, 0x0d, 0, 1, 2, 3, 16, 17, 18, 19, 4, 5, 6, 7, 28, 29, 30, 31]],
  ['i8x16.narrow_i16x8_s', i8x16.narrowI16x8(v, v), [0xfd, 0x65]], ['i16x8.narrow_i32x4_s', i16x8.narrowI32x4(v, v), [0xfd, 0x85, 0x01]],
  ['i16x8.extend_low_i8x16_u', i16x8.extendLowI8x16U(v), [0xfd, 0x89, 0x01]], ['i32x4.extend_low_i16x8_u', i32x4.extendLowI16x8U(v), [0xfd, 0xa9, 0x01]],
  ['i32x4.splat', i32x4.splat(i), [0xfd, 0x11]], ['i32x4.extract_lane', i32x4.extract(v, 3), [0xfd, 0x1b, 3]], ['i32x4.replace_lane', i32x4.replace(v, 2, i), [0xfd, 0x1c, 2]],
  ['f32x4.splat', f32x4.splat(f), [0xfd, 0x13]], ['f32x4.extract_lane', f32x4.extract(v, 1), [0xfd, 0x1f, 1]],
  ['f64x2.splat', f64x2.splat(d), [0xfd, 0x14]], ['f64x2.extract_lane', f64x2.extract(v, 1), [0xfd, 0x21, 1]],
  ['i32x4.eq', i32x4.eq(v, v), [0xfd, 0x37]], ['i32x4.ne', i32x4.ne(v, v), [0xfd, 0x38]], ['i32x4.lt_s', i32x4.ltS(v, v), [0xfd, 0x39]],
  ['i32x4.lt_u', i32x4.ltU(v, v), [0xfd, 0x3a]], ['i32x4.gt_s', i32x4.gtS(v, v), [0xfd, 0x3b]],
  ['i32x4.le_s', i32x4.leS(v, v), [0xfd, 0x3d]], ['i32x4.le_u', i32x4.leU(v, v), [0xfd, 0x3e]],
  ['i32x4.abs', i32x4.abs(v), [0xfd, 0xa0, 0x01]], ['i32x4.neg', i32x4.neg(v), [0xfd, 0xa1, 0x01]],
  ['i32x4.shl', i32x4.shl(v, i), [0xfd, 0xab, 0x01]], ['i32x4.shr_s', i32x4.shrS(v, i), [0xfd, 0xac, 0x01]], ['i32x4.shr_u', i32x4.shrU(v, i), [0xfd, 0xad, 0x01]],
  ['i32x4.add', i32x4.add(v, v), [0xfd, 0xae, 0x01]], ['i32x4.sub', i32x4.sub(v, v), [0xfd, 0xb1, 0x01]], ['i32x4.mul', i32x4.mul(v, v), [0xfd, 0xb5, 0x01]],
  ['i32x4.min_s', i32x4.minS(v, v), [0xfd, 0xb6, 0x01]], ['i32x4.min_u', i32x4.minU(v, v), [0xfd, 0xb7, 0x01]],
  ['i32x4.max_s', i32x4.maxS(v, v), [0xfd, 0xb8, 0x01]], ['i32x4.max_u', i32x4.maxU(v, v), [0xfd, 0xb9, 0x01]],
  ['i32x4.trunc_sat_f32x4_s', i32x4.truncSatF32x4S(v), [0xfd, 0xf8, 0x01]], ['i32x4.trunc_sat_f32x4_u', i32x4.truncSatF32x4U(v), [0xfd, 0xf9, 0x01]],
  ['i32x4.trunc_sat_f64x2_s_zero', i32x4.truncSatF64x2S(v), [0xfd, 0xfc, 0x01]], ['i32x4.trunc_sat_f64x2_u_zero', i32x4.truncSatF64x2U(v), [0xfd, 0xfd, 0x01]],
  ['f32x4.eq', f32x4.eq(v, v), [0xfd, 0x41]], ['f32x4.ne', f32x4.ne(v, v), [0xfd, 0x42]], ['f32x4.lt', f32x4.lt(v, v), [0xfd, 0x43]],
  ['f32x4.gt', f32x4.gt(v, v), [0xfd, 0x44]], ['f32x4.le', f32x4.le(v, v), [0xfd, 0x45]],
  ['f32x4.ceil', f32x4.ceil(v), [0xfd, 0x67]], ['f32x4.floor', f32x4.floor(v), [0xfd, 0x68]], ['f32x4.nearest', f32x4.nearest(v), [0xfd, 0x6a]],
  ['f32x4.abs', f32x4.abs(v), [0xfd, 0xe0, 0x01]], ['f32x4.neg', f32x4.neg(v), [0xfd, 0xe1, 0x01]], ['f32x4.sqrt', f32x4.sqrt(v), [0xfd, 0xe3, 0x01]],
  ['f32x4.add', f32x4.add(v, v), [0xfd, 0xe4, 0x01]], ['f32x4.sub', f32x4.sub(v, v), [0xfd, 0xe5, 0x01]], ['f32x4.mul', f32x4.mul(v, v), [0xfd, 0xe6, 0x01]],
  ['f32x4.div', f32x4.div(v, v), [0xfd, 0xe7, 0x01]], ['f32x4.min', f32x4.min(v, v), [0xfd, 0xe8, 0x01]], ['f32x4.max', f32x4.max(v, v), [0xfd, 0xe9, 0x01]],
  ['f32x4.convert_i32x4_s', f32x4.convertI32x4S(v), [0xfd, 0xfa, 0x01]], ['f32x4.convert_i32x4_u', f32x4.convertI32x4U(v), [0xfd, 0xfb, 0x01]],
  ['f32x4.demote_f64x2_zero', f32x4.demoteF64x2(v), [0xfd, 0x5e]], ['f64x2.promote_low_f32x4', f64x2.promoteLowF32x4(v), [0xfd, 0x5f]],
  ['f64x2.eq', f64x2.eq(v, v), [0xfd, 0x47]], ['f64x2.ne', f64x2.ne(v, v), [0xfd, 0x48]], ['f64x2.lt', f64x2.lt(v, v), [0xfd, 0x49]],
  ['f64x2.gt', f64x2.gt(v, v), [0xfd, 0x4a]], ['f64x2.le', f64x2.le(v, v), [0xfd, 0x4b]],
  ['f64x2.ceil', f64x2.ceil(v), [0xfd, 0x74]], ['f64x2.floor', f64x2.floor(v), [0xfd, 0x75]], ['f64x2.nearest', f64x2.nearest(v), [0xfd, 0x94, 0x01]],
  ['f64x2.abs', f64x2.abs(v), [0xfd, 0xec, 0x01]], ['f64x2.neg', f64x2.neg(v), [0xfd, 0xed, 0x01]], ['f64x2.sqrt', f64x2.sqrt(v), [0xfd, 0xef, 0x01]],
  ['f64x2.add', f64x2.add(v, v), [0xfd, 0xf0, 0x01]], ['f64x2.sub', f64x2.sub(v, v), [0xfd, 0xf1, 0x01]], ['f64x2.mul', f64x2.mul(v, v), [0xfd, 0xf2, 0x01]],
  ['f64x2.div', f64x2.div(v, v), [0xfd, 0xf3, 0x01]], ['f64x2.min', f64x2.min(v, v), [0xfd, 0xf4, 0x01]], ['f64x2.max', f64x2.max(v, v), [0xfd, 0xf5, 0x01]],
  ['f64x2.convert_low_i32x4_s', f64x2.convertLowI32x4S(v), [0xfd, 0xfe, 0x01]], ['f64x2.convert_low_i32x4_u', f64x2.convertLowI32x4U(v), [0xfd, 0xff, 0x01]],
  ['i32.load', memory.loadI32(i, 300), [0x28, 0, 0xac, 0x02]], ['i32.load8_u', memory.loadU8(i), [0x2d, 0, 0]],
  ['i32.store', memory.storeI32(i, i, 4), [0x36, 0, 4]], ['i32.store8', memory.storeI8(i, i), [0x3a, 0, 0]],
  ['v128.load', memory.loadV128(i, 16), [0xfd, 0x00, 0, 16]], ['v128.store', memory.storeV128(i, v, 16), [0xfd, 0x0b, 0, 16]],
  ['v128.load8_splat', memory.loadSplat8(i), [0xfd, 0x07, 0, 0]], ['v128.load32_splat', memory.loadSplat32(i), [0xfd, 0x09, 0, 0]], ['v128.load64_splat', memory.loadSplat64(i), [0xfd, 0x0a, 0, 0]],
  ['v128.load32_zero', memory.loadZero32(i), [0xfd, 0x5c, 0, 0]], ['v128.load64_zero', memory.loadZero64(i), [0xfd, 0x5d, 0, 0]],
  ['v128.load8_lane', memory.loadLane8(i, 3, v, 9), [0xfd, 0x54, 0, 3, 9]], ['v128.load32_lane', memory.loadLane32(i, 3, v, 2), [0xfd, 0x56, 0, 3, 2]],
  ['v128.load64_lane', memory.loadLane64(i, 3, v, 1), [0xfd, 0x57, 0, 3, 1]], ['v128.store8_lane', memory.storeLane8(i, 3, v, 15), [0xfd, 0x58, 0, 3, 15]],
  ['v128.store32_lane', memory.storeLane32(i, 3, v, 2), [0xfd, 0x5a, 0, 3, 2]], ['v128.store64_lane', memory.storeLane64(i, 3, v, 1), [0xfd, 0x5b, 0, 3, 1]],
  ['memory.copy', memory.copy(i, i, i), [0xfc, 0x0a, 0, 0]], ['memory.fill', memory.fill(i, i, i), [0xfc, 0x0b, 0]],
  ['i32.atomic.load', atomic.load(i, 8), [0xfe, 0x10, 2, 8]], ['i32.atomic.store', atomic.store(i, i, 8), [0xfe, 0x17, 2, 8]], ['i32.atomic.rmw.add', atomic.add(i, i, 8), [0xfe, 0x1e, 2, 8]],
  ['memory.atomic.wait32', atomic.wait(i, i, 300, 8), [0x42, 0xac, 0x02, 0xfe, 0x01, 2, 8, 0x1a]], ['memory.atomic.notify', atomic.notify(i, 8), [0xfe, 0x00, 2, 8, 0x1a]],
]

/** A statement: a value is put into the local of its type. */
const settled = (code: Code<ValueType> | Statement, locals: { readonly [T in ValueType]: c.Local<T> }): Statement =>
  (code.type === 'none' ? code as Statement : (locals[code.type] as unknown as { readonly set: (x: typeof code) => Statement }).set(code))

test.each(facts)('%s', (_, code, bytes) => {
  expect(flat(code.bytes).slice(-bytes.length)).toEqual(bytes)
  const made = moduleOf((locals) => settled(code, locals), true)
  expect(WebAssembly.validate(made)).toBe(true)
  const opcode = bytes[0]! < 0xfc ? bytes[0]! : prefixed(bytes[0]!, bytes[1]! < 128 ? bytes[1]! : bytes[1]! - 128 + 128 * bytes[2]!)
  expect(opcodes(made)).toContain(opcode)
})

describe('numbers', () => {
  test.each([[0, [0]], [127, [127]], [128, [0x80, 1]], [624485, [0xe5, 0x8e, 0x26]], [4294967295, [255, 255, 255, 255, 15]]] as const)('%i without a sign', (n, bytes) =>
    expect(c.unsigned(n)).toEqual(bytes))

  test.each([
    [0, [0]], [63, [63]], [64, [0xc0, 0]], [-1, [127]], [-64, [64]], [-65, [0xbf, 0x7f]], [-123456, [0xc0, 0xbb, 0x78]],
    [2147483647, [255, 255, 255, 255, 7]], [-2147483648, [128, 128, 128, 128, 0x78]], [4294967295, [127]],
  ] as const)('%i with a sign', (n, bytes) => expect(flat(i32.const(n).bytes)).toEqual([0x41, ...bytes]))

  test('f64.const', () => expect(flat(c.f64.const(-2).bytes)).toEqual([0x44, 0, 0, 0, 0, 0, 0, 0, 0xc0]))

  test('0 is added to nothing', () => {
    expect(i32.add(i, i32.const(0))).toBe(i)
    expect(i32.add(i32.const(0), i)).toBe(i)
    expect(i32.add(i, i32.const(64))).not.toBe(i)
  })
})

const blocks = moduleOf(({ i32: n, v128: x }) => c.sequence(
  n.set(i32.const(300)),
  c.control.doWhile(
    c.control.if(i32.eqz(n.get), c.sequence(x.set(v128.const([0, 0, 0, 0])), c.control.return), c.control.trap),
    n.tee(i32.sub(n.get, i32.const(1))))))

test('blocks are read to their ends', () => {
  expect(WebAssembly.validate(blocks)).toBe(true)
  expect(opcodes(blocks)).toEqual([
    0x41, 0x21, 0x03, 0x20, 0x45, 0x04, prefixed(0xfd, 12), 0x21, 0x0f, 0x05, 0x00, 0x0b, 0x20, 0x41, 0x6b, 0x22, 0x0d, 0x0b, 0x0b,
  ])
})

test('what is no instruction is refused', () => {
  // Names come after the code: a section's number, its length and that of `name`.
  const end = String.fromCharCode(...blocks).indexOf('name') - 4
  expect(() => opcodes(Uint8Array.from([...blocks.slice(0, end), 0xff]))).toThrow('no instruction has the opcode 0xff')
  expect(() => opcodes(blocks.slice(0, end))).toThrow('the module ends')
})

describe('relaxed instructions', () => {
  test.each([['f32x4.relaxed_madd', f32x4.relaxedMadd(v, v, v), [0xfd, 0x85, 0x02]], ['f64x2.relaxed_madd', f64x2.relaxedMadd(v, v, v), [0xfd, 0x87, 0x02]]] as const)(
    '%s is found', (_, code, bytes) => {
      expect(flat(code.bytes).slice(-3)).toEqual(bytes)
      expect(opcodes(moduleOf((locals) => settled(code, locals))).filter(isRelaxed)).toHaveLength(1)
    })

  /** The instructions that programs become, with so many threads, every kernel shared out. */
  const written = (program: Program, threads: number) => {
    const { bytes } = emit(program, 0, { threads, barrier, relaxed: false, worthSharing: 0 })
    expect(WebAssembly.validate(bytes)).toBe(true)
    return opcodes(bytes)
  }

  test('none, and nothing unknown, in what programs become', () => {
    const kinds = new Set<string>()
    const results = new Set<string>()
    const look = ({ instructions }: Program): void => instructions.forEach(({ primitive, types }) => {
      kinds.add(primitive.kind)
      types.forEach(({ dtype }) => results.add(primitive.kind === 'map' ? dtype : ''))
      if (primitive.kind === 'scan') look(primitive.body)
    })
    fc.assert(fc.property(someCase, ({ program }) => {
      look(program)
      for (const threads of [1, 2, 4]) expect(written(program, threads).filter(isRelaxed)).toEqual([])
    }), { numRuns })
    // Every primitive was among them, and maps to every element type.
    expect([...kinds].sort()).toEqual([...allKinds].sort())
    expect([...results].sort()).toEqual(['', ...dtypes].sort())
  }, 60_000)

  test.each(Object.keys(workloads) as readonly (keyof typeof workloads)[])('none in the training step of %s', (name) => {
    const program = workloads[name]().program()
    for (const threads of [1, 2, 4]) expect(written(program, threads).filter(isRelaxed)).toEqual([])
  }, 60_000)

  test.each(['f32', 'f64'] as const)('none in functions of %s, random numbers included', (dtype) => {
    const { celu, elu, leakyRelu, pow, ...unary } = elementary
    const functions = [celu(1), elu(1), leakyRelu(0.01), (x: Scalar) => pow(x, x), ...Object.values(unary)]
    const draws = (k: Key) => [
      uniform(k, [5], {}, dtype), normal(k, [5], dtype), truncatedNormal(k, [5], {}, dtype), bernoulli(k, 0.3, [5]),
      integers(k, [5], { low: 0, high: 7 }), choice(k, 3, [5], { weights: [1, 2, 3] }),
    ]
    const programs = [
      ...functions.map((f) => build([type([5], dtype)], ({ emit: add }) => [add({ kind: 'map', expression: expression([dtype], f) }, 0)])),
      trace(draws, key(0)).program,
    ]
    for (const program of programs) expect(written(program, 1).filter(isRelaxed)).toEqual([])
  })
})
