import type { DType } from '../shape/shape.js'

/** The elements of one tensor in row-major order. Truth values take one byte, 0 or 1. */
export type Elements = Float32Array | Float64Array | Int32Array | Uint32Array | Uint8Array

/** Bytes per element. */
export const bytesOf: Readonly<Record<DType, number>> = { f32: 4, f64: 8, i32: 4, u32: 4, bool: 1 }

const constructors = { f32: Float32Array, f64: Float64Array, i32: Int32Array, u32: Uint32Array, bool: Uint8Array } as const

/** `n` zeros. */
export const allocate = (dtype: DType, n: number): Elements => new constructors[dtype](n)

/** A view of `n` elements that begin at byte `offset` of `memory`. */
export const view = (dtype: DType, memory: ArrayBufferLike, offset: number, n: number): Elements =>
  new constructors[dtype](memory as ArrayBuffer, offset, n)

/** Numbers rounded (f32), wrapped (i32, u32) or tested against zero (bool) into elements of `dtype`. */
export const elementsOf = (dtype: DType, values: ArrayLike<number>): Elements =>
  dtype === 'bool' ? Uint8Array.from(values, (v) => (v === 0 ? 0 : 1)) : constructors[dtype].from(values)
