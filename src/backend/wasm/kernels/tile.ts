/**
 * The innermost part of a matrix product: a tile of some rows and some vectors of columns, its sums in registers, adds its
 * products in increasing k. Each element is the contract's sum, whatever the tile.
 */
import { bytesOf } from '../../../program/elements.js'
import type { Loop } from '../../../program/view.js'
import type { Float } from '../../../shape/shape.js'
import type { Engine } from '../engine.js'
import { f32x4, f64x2, memory, sequence, type I32, type Local, type Statement, type V128 } from '../assembler/code.js'
import type { Fresh } from '../assembler/module.js'
import { vectorsOf, width, zero, type Lanes } from './lanes.js'
import { forEach } from './nest.js'

/** Rows of a tile, and its columns in fours. */
export interface Tile {
  readonly rows: number
  readonly quads: number
}

/** What a tile's shape depends on. */
export type Registers = Pick<Engine, 'relaxed' | 'wider'>

/** Tiles worth trying, as rows and vectors of columns. */
const shapes: readonly (readonly [rows: number, vectors: number])[] = [[4, 2], [5, 2], [6, 2], [3, 3], [2, 4], [1, 6], [6, 1]]

/** The same where two vectors side by side are one: more of them have room. */
const joinedShapes: typeof shapes = [...shapes, [4, 4], [3, 4], [5, 4], [6, 4], [2, 6], [3, 6], [2, 8], [1, 12]]

/** Vector registers that an engine gives a loop beside one to work in: all that a step loads is there beside the sums. */
const registers = 14

/**
 * Cycles of one step of k: two operations at a time, five until a sum is there, the loop's own, and what has no register. A
 * fused operation does the work of two, is there after four, and needs no register between them.
 */
const cyclesOf = ({ relaxed, wider = false }: Registers) => (rows: number, columns: number): number => {
  const vectors = wider ? Math.ceil(columns / 2) : columns
  const sums = rows * vectors
  if (sums === 0) return 0
  const busy = relaxed ? Math.max(sums / 2, 4) : Math.max(sums, 5)
  return busy + 1.5 + Math.max(0, sums + vectors + (relaxed ? 0 : rows) - registers)
}

/** The tile that takes the least time for runs of `rows` rows and `n` columns. */
export const tileFor = (dtype: Float, rows: number, n: number, engine: Registers): Tile => {
  const perQuad = vectorsOf(dtype)
  const cycles = cyclesOf(engine)
  const quadsIn = (columns: number): number => Math.ceil(columns / width)
  const candidates = (engine.wider === true ? joinedShapes : shapes).flatMap(([height, vectors]): readonly Tile[] => {
    const quads = Math.min(Math.floor(vectors / perQuad), quadsIn(n))
    return quads === 0 ? [] : [{ rows: Math.min(height, rows), quads }]
  })
  const cost = (t: Tile): number => {
    const across = (height: number): number =>
      Math.floor(n / (t.quads * width)) * cycles(height, t.quads * perQuad) + cycles(height, quadsIn(n % (t.quads * width)) * perQuad)
    return Math.floor(rows / t.rows) * across(t.rows) + across(rows % t.rows)
  }
  return candidates.reduce((best, t) => (cost(t) < cost(best) ? t : best))
}

/** Sums held in registers. */
export interface Sums {
  /** They begin at +0, or with what they were before: rows `pitch` bytes apart. */
  readonly zero: Statement
  readonly load: (place: I32, pitch: number) => Statement
  /** Adds them to what there is. */
  readonly join: (place: I32, pitch: number) => Statement
  /** Adds the products. */
  readonly code: Statement
  /** Four columns of a row. */
  readonly lanes: (row: number, quad: number) => Lanes
}

/** Writes tiles: up to `most` in size, each with its sums in the same locals. */
export const tiles = (
  fresh: Fresh, dtype: Float, most: Tile, k: number, loops: readonly Loop[], rowStride: number, relaxed: boolean,
) => {
  const bytes = bytesOf[dtype]
  const perQuad = vectorsOf(dtype)
  const f = dtype === 'f32' ? f32x4 : f64x2
  const splat = dtype === 'f32' ? memory.loadSplat32 : memory.loadSplat64
  const add = (sum: V128, x: V128, y: V128): V128 => (relaxed ? f.relaxedMadd(x, y, sum) : f.add(sum, f.mul(x, y)))
  const sums = Array.from({ length: most.rows * most.quads * perQuad }, () => fresh('v128'))
  const columns = Array.from({ length: most.quads * perQuad }, () => fresh('v128'))
  const one = fresh('v128')
  return ({ rows, quads }: Tile, pa: I32, pb: I32): Sums => {
    const vectors = quads * perQuad
    const sum = (r: number, v: number): Local<'v128'> => sums[r * vectors + v] as Local<'v128'>
    const each = (n: number, write: (i: number) => Statement): Statement => sequence(...Array.from({ length: n }, (_, i) => write(i)))
    // One step to a loop: engines load early and compute late, so with more steps the loaded values would not stay in registers.
    const step = ([a, b]: readonly I32[]): Statement => sequence(
      each(vectors, (v) => (columns[v] as Local<'v128'>).set(memory.loadV128(b as I32, v * 16))),
      each(rows, (r) => sequence(
        one.set(splat(a as I32, r * rowStride * bytes)),
        each(vectors, (v) => sum(r, v).set(add(sum(r, v).get, one.get, (columns[v] as Local<'v128'>).get))),
      )),
    )
    const all = (write: (r: number, v: number) => V128): Statement =>
      each(rows, (r) => each(vectors, (v) => sum(r, v).set(write(r, v))))
    return {
      zero: all(() => zero),
      load: (place, pitch) => all((r, v) => memory.loadV128(place, r * pitch + v * 16)),
      join: (place, pitch) => all((r, v) => f.add(memory.loadV128(place, r * pitch + v * 16), sum(r, v).get)),
      code: k === 0 ? sequence() : forEach(fresh, loops, [pa, pb], [bytes, bytes], step),
      lanes: (r, q) => Array.from({ length: perQuad }, (_, i) => sum(r, q * perQuad + i).get),
    }
  }
}
