/** Rows of bytes: neighbours copied or filled, never a byte too many. Their lengths are known when they are written. */
import { allocate } from '../../../program/elements.js'
import type { DType } from '../../../shape/shape.js'
import { i32, memory, sequence, v128, type I32, type Statement, type V128 } from '../assembler/code.js'
import type { Fresh } from '../assembler/module.js'
import { repeat } from './nest.js'

/** Longer rows are left to the engine's own copy, which is no faster before. */
const long = 4096
/** Bytes that are written without a loop. */
const straight = 128

const sizes = [16, 8, 4, 1] as const
type Size = typeof sizes[number]

/** Pieces that make up a stretch. */
const pieces = (bytes: number): readonly { readonly at: number; readonly size: Size }[] => {
  const list: { readonly at: number; readonly size: Size }[] = []
  let at = 0
  for (const size of sizes) for (; bytes - at >= size; at += size) list.push({ at, size })
  return list
}

/** Stores the first bytes of a vector. */
const storePiece = (to: I32, at: number, size: Size, value: V128): Statement =>
  size === 16 ? memory.storeV128(to, value, at)
  : size === 8 ? memory.storeLane64(to, at, value, 0)
  : size === 4 ? memory.storeLane32(to, at, value, 0)
  : memory.storeLane8(to, at, value, 0)

const loadPiece = (from: I32, at: number, size: Size): V128 =>
  size === 16 ? memory.loadV128(from, at)
  : size === 8 ? memory.loadZero64(from, at)
  : size === 4 ? memory.loadZero32(from, at)
  : memory.loadSplat8(from, at)

/** Rows of some vectors are a loop over four at a time, and what is left without one. */
const inPieces = (
  fresh: Fresh, bytes: number, pointers: readonly I32[],
  piece: (pointers: readonly I32[], at: number, size: Size) => Statement,
): Statement => {
  const places = pointers.map(() => fresh('i32'))
  const here = places.map((p) => p.get)
  const rounds = bytes <= straight ? 0 : Math.floor(bytes / 64)
  const run = (at: readonly I32[], n: number): readonly Statement[] => pieces(n).map((p) => piece(at, p.at, p.size))
  return sequence(
    ...places.map((p, i) => p.set(pointers[i] as I32)),
    ...(rounds === 0 ? [] : [
      repeat(fresh, i32.const(rounds), here, here.map(() => 64), (at) => sequence(...run(at, 64))),
      ...places.map((p) => p.set(i32.add(p.get, i32.const(64 * rounds)))),
    ]),
    ...run(here, bytes - 64 * rounds),
  )
}

/** Copies bytes between places that don't overlap. */
export const copyRow = (fresh: Fresh, to: I32, from: I32, bytes: number): Statement =>
  bytes >= long ? memory.copy(to, from, i32.const(bytes))
  : inPieces(fresh, bytes, [to, from], ([t, f], at, size) => storePiece(t as I32, at, size, loadPiece(f as I32, at, size)))

/** One element over and over, as bytes. */
export interface Pattern {
  readonly vector: V128
  /** The byte that all of them are, if they are. */
  readonly byte: number | undefined
}

export const patternOf = (dtype: DType, value: number): Pattern => {
  const bytes = new Uint8Array(allocate(dtype, 16).fill(value).buffer)
  const words = new Uint32Array(bytes.buffer)
  return {
    vector: v128.const([words[0]!, words[1]!, words[2]!, words[3]!]),
    byte: bytes.every((b) => b === bytes[0]) ? bytes[0] : undefined,
  }
}

/** Fills bytes with whole elements. */
export const fillRow = (fresh: Fresh, to: I32, bytes: number, { vector, byte }: Pattern): Statement => {
  if (bytes >= long && byte !== undefined) return memory.fill(to, i32.const(byte), i32.const(bytes))
  const value = fresh('v128')
  return sequence(value.set(vector), inPieces(fresh, bytes, [to], ([t], at, size) => storePiece(t as I32, at, size, value.get)))
}
