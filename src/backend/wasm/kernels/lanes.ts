/**
 * Four elements at a time. Four of f32, i32, u32 or bool are one vector (a truth value is a lane of ones or zeros), four
 * of f64 are two. So every expression runs on the same four lanes, whatever dtypes it mixes.
 */
import { bytesOf } from '../../../program/elements.js'
import type { DType } from '../../../shape/shape.js'
import { control, f32x4, f64x2, i16x8, i32, i32x4, i8x16, memory, sequence, v128, words, type I32, type Statement, type V128 } from '../assembler/code.js'

/** How many elements are worked on at once. */
export const width = 4

/** Four elements: one vector, or two for f64. */
export type Lanes = readonly V128[]

/** How many vectors hold four elements. */
export const vectorsOf = (dtype: DType): number => (dtype === 'f64' ? 2 : 1)

/** The lower and the upper half of four words, each word twice: a mask for 64-bit lanes. */
export const widen = (mask: V128): Lanes => [v128.shuffle(mask, mask, words(0, 0, 1, 1)), v128.shuffle(mask, mask, words(2, 2, 3, 3))]

const splat32 = (word: number): V128 => v128.const([word, word, word, word])
/** All bits 0: +0 in every lane of any type. */
export const zero = splat32(0)

/** One value in all lanes. */
export const constantLanes = (dtype: DType, value: number): Lanes => {
  switch (dtype) {
    case 'f32': return [splat32(new Uint32Array(Float32Array.of(value).buffer)[0] as number)]
    case 'f64': {
      const [low, high] = new Uint32Array(Float64Array.of(value).buffer) as unknown as readonly [number, number]
      const both = v128.const([low, high, low, high])
      return [both, both]
    }
    case 'i32': case 'u32': return [splat32(value >>> 0)]
    case 'bool': return [splat32(value === 0 ? 0 : 0xffffffff)]
  }
}

/** Sums lane by lane; a truth value is no number. */
export const addLanes = (dtype: Exclude<DType, 'bool'>, a: Lanes, b: Lanes): Lanes => {
  const add = dtype === 'f32' ? f32x4.add : dtype === 'f64' ? f64x2.add : i32x4.add
  return a.map((x, i) => add(x, b[i] as V128))
}

/** Truth bytes in the lowest of each word, as lanes of ones. */
const truth = (bytes: V128): V128 => i32x4.ne(bytes, zero)

/** Four neighbours in memory. What lies beyond the last element is read too. */
export const loadNeighbours = (dtype: DType, address: I32, offset = 0): Lanes => {
  switch (dtype) {
    case 'f64': return [memory.loadV128(address, offset), memory.loadV128(address, offset + 16)]
    case 'bool': return [truth(i32x4.extendLowI16x8U(i16x8.extendLowI8x16U(memory.loadZero32(address, offset))))]
    default: return [memory.loadV128(address, offset)]
  }
}

/** One element in all lanes. */
export const loadSplat = (dtype: DType, address: I32, offset = 0): Lanes => {
  switch (dtype) {
    case 'f64': return [memory.loadSplat64(address, offset), memory.loadSplat64(address, offset)]
    case 'bool': return [truth(memory.loadSplat8(address, offset))]
    default: return [memory.loadSplat32(address, offset)]
  }
}

/** Elements `stride` bytes apart, of which only the first `n` are read. */
export const loadStrided = (dtype: DType, address: I32, stride: number, n: number): Lanes => {
  const at = (lane: number): number => lane * stride
  const rest = (from: number, to: number): readonly number[] => Array.from({ length: Math.max(0, Math.min(n, to) - from) }, (_, i) => from + i)
  switch (dtype) {
    case 'f64': return [
      rest(1, 2).reduce((v, l) => memory.loadLane64(address, at(l), v, l), memory.loadZero64(address, 0)),
      n <= 2 ? zero : rest(3, 4).reduce((v, l) => memory.loadLane64(address, at(l), v, l - 2), memory.loadZero64(address, at(2))),
    ]
    case 'bool':
      return [truth(rest(1, 4).reduce((v, l) => i32x4.replace(v, l, memory.loadU8(address, at(l))),
        i32x4.replace(zero, 0, memory.loadU8(address))))]
    default:
      return [rest(1, 4).reduce((v, l) => memory.loadLane32(address, at(l), v, l), memory.loadZero32(address, 0))]
  }
}

/** Truth lanes as four bytes in the first word. */
const packed = (mask: V128): V128 => {
  const halves = i16x8.narrowI32x4(mask, mask)
  return v128.and(i8x16.narrowI16x8(halves, halves), splat32(0x01010101))
}

/** Writes four neighbours. */
export const storeNeighbours = (dtype: DType, address: I32, lanes: Lanes, offset = 0): Statement => {
  const [a, b] = lanes as readonly [V128, V128]
  switch (dtype) {
    case 'f64': return sequence(memory.storeV128(address, a, offset), memory.storeV128(address, b, offset + 16))
    case 'bool': return memory.storeLane32(address, offset, packed(a), 0)
    default: return memory.storeV128(address, a, offset)
  }
}

/** Writes the first `n` of four elements, `stride` bytes apart. */
export const storeStrided = (dtype: DType, address: I32, lanes: Lanes, stride: number, n: number, offset = 0): Statement => {
  const [a, b] = lanes as readonly [V128, V128]
  return sequence(...Array.from({ length: n }, (_, l) =>
    dtype === 'f64' ? memory.storeLane64(address, offset + l * stride, l < 2 ? a : b, l & 1)
    : dtype === 'bool' ? memory.storeLane8(address, offset + l * stride, packed(a), l)
    : memory.storeLane32(address, offset + l * stride, a, l)))
}

/** Writes the first `n` of four neighbours. */
export const storeFirst = (dtype: DType, address: I32, lanes: Lanes, n: number, offset = 0): Statement =>
  n === width ? storeNeighbours(dtype, address, lanes, offset) : storeStrided(dtype, address, lanes, bytesOf[dtype], n, offset)

/** Four neighbours, or as many as are left. */
export const storeUpTo = (dtype: DType, address: I32, lanes: Lanes, left: I32, tail: number, offset = 0): Statement =>
  tail === 0 ? storeNeighbours(dtype, address, lanes, offset)
  : control.if(i32.ltU(left, i32.const(width)), storeFirst(dtype, address, lanes, tail, offset), storeNeighbours(dtype, address, lanes, offset))
