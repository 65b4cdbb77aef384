import { fail } from '../shape/error.js'
import type { DType } from '../shape/shape.js'

/** The elements of one tensor in row-major order. Truth values take one byte, 0 or 1. */
export type Elements = Float32Array | Float64Array | Int32Array | Uint32Array | Uint8Array

/** Bytes per element. */
export const bytesOf: Readonly<Record<DType, number>> = { f32: 4, f64: 8, i32: 4, u32: 4, bool: 1 }

const constructors = { f32: Float32Array, f64: Float64Array, i32: Int32Array, u32: Uint32Array, bool: Uint8Array } as const

/** WebAssembly's memory has no more bytes: what is larger could never run. */
export const mostBytes = 4294967296

/** Refuses elements that no memory holds, before work on them begins. */
export const checkMemory = (operation: string, argument: string, dtype: DType, n: number): void => {
  const bytes = n * bytesOf[dtype]
  if (!(bytes <= mostBytes)) noMemory(operation, argument, dtype, n, `more than the ${mostBytes} that there are at most`)
}

const noMemory = (operation: string, argument: string, dtype: DType, n: number, why: string): never => {
  const message = `${argument} would take ${n * bytesOf[dtype]} bytes (${n} elements of ${dtype}), ${why}`
  return fail(operation, { argument, expected: `at most ${mostBytes} bytes`, received: n, message })
}

/** `n` zeros; more than the engine has memory for are an error. */
export const allocate = (dtype: DType, n: number): Elements => {
  checkMemory('tensor', 'elements', dtype, n)
  try {
    return new constructors[dtype](n)
  } catch {
    return noMemory('tensor', 'elements', dtype, n, 'more than the engine has left')
  }
}

/** A view of `n` elements that begin at byte `offset` of `memory`. */
export const view = (dtype: DType, memory: ArrayBufferLike, offset: number, n: number): Elements =>
  new constructors[dtype](memory as ArrayBuffer, offset, n)

/** Numbers rounded (f32), wrapped (i32, u32) or tested against zero (bool) into elements of `dtype`. */
export const elementsOf = (dtype: DType, values: ArrayLike<number>): Elements =>
  dtype === 'bool' ? Uint8Array.from(values, (v) => (v === 0 ? 0 : 1)) : constructors[dtype].from(values)

const ranges: Partial<Readonly<Record<DType, readonly [from: number, to: number]>>> = {
  i32: [-2147483648, 2147483647],
  u32: [0, 4294967295],
  bool: [0, 1],
}

/** Whether a number is one that `dtype` has: any for floats, which round; whole ones in range for the others. */
export const isElement = (dtype: DType, value: unknown): value is number => {
  if (typeof value !== 'number') return false
  const range = ranges[dtype]
  return range === undefined || (Number.isInteger(value) && value >= range[0] && value <= range[1])
}
