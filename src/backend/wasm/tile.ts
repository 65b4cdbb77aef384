/**
 * The innermost part of a matrix product: a tile of some rows and some vectors of columns, its sums in registers, adds its
 * products in increasing k. Each element is the contract's sum, whatever the tile.
 */
import { bytesOf } from '../../program/elements.js'
import type { Loop } from '../../program/view.js'
import type { Float } from '../../shape/shape.js'
import { control, f32x4, f64x2, i32, memory, sequence, type I32, type Local, type Statement, type V128 } from './code.js'
import { constantLanes, vectorsOf, width, type Lanes } from './lanes.js'
import type { Fresh } from './module.js'
import { forEach } from './nest.js'

/** Rows of a tile, and its columns in fours. */
export interface Tile {
  readonly rows: number
  readonly quads: number
}

/** Cycles of one step of k: a multiplication and an addition for each vector, two at a time, four until a sum is there. */
const cycles = (rows: number, vectors: number): number => (rows === 0 ? 0 : Math.max(rows * vectors, 4))

/** The tile for runs of `rows` rows: as many sums as registers hold, and enough that none waits for the one before. */
export const tileFor = (dtype: Float, rows: number, n: number): Tile => {
  const perQuad = vectorsOf(dtype)
  const most = Math.ceil(n / width)
  const quadsFor = (t: number): number =>
    Math.max(1, Math.min(most, Math.floor((t >= 4 ? 2 : t === 3 ? 3 : t === 2 ? 4 : 8) / perQuad)))
  const tallest = perQuad * Math.min(most, 2) === 1 ? 8 : 6
  const candidates = rows < 4 ? [rows] : [4, 5, 6, 8].filter((t) => t <= tallest)
  const cost = (t: number): number => {
    const vectors = quadsFor(t) * perQuad
    return (Math.floor(rows / t) * cycles(t, vectors) + cycles(rows % t, vectors)) / vectors
  }
  const best = candidates.reduce((b, t) => (cost(t) < cost(b) ? t : b))
  return { rows: best, quads: quadsFor(best) }
}

/** Steps of k written out in a row. */
const unrolled = 4

/** Runs `step` for all of k in order, with its offsets in bytes from two pointers. */
const alongK = (
  fresh: Fresh, loops: readonly Loop[], bytes: number, pointers: readonly [I32, I32],
  step: (a: I32, b: I32, aOffset: number, bOffset: number) => Statement,
): Statement => {
  const { size, strides } = loops.at(-1) ?? { size: 1, strides: [0, 0] }
  const [sa, sb] = strides.map((s) => s * bytes) as [number, number]
  const steps = (a: I32, b: I32, n: number): Statement => sequence(...Array.from({ length: n }, (_, i) => step(a, b, i * sa, i * sb)))
  return forEach(fresh, loops.slice(0, -1), pointers, [bytes, bytes], (at) => {
    const [pa, pb] = at as readonly [I32, I32]
    if (size <= 2 * unrolled) return steps(pa, pb, size)
    const [a, b, left] = [fresh('i32'), fresh('i32'), fresh('i32')]
    return sequence(
      a.set(pa),
      b.set(pb),
      left.set(i32.const(Math.floor(size / unrolled))),
      control.doWhile(sequence(
        steps(a.get, b.get, unrolled),
        a.set(i32.add(a.get, i32.const(unrolled * sa))),
        b.set(i32.add(b.get, i32.const(unrolled * sb))),
      ), left.tee(i32.sub(left.get, i32.const(1)))),
      steps(a.get, b.get, size % unrolled),
    )
  })
}

/** Sums held in registers. */
export interface Sums {
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
  const zero = constantLanes('f32', 0)[0] as V128
  return ({ rows, quads }: Tile, pa: I32, pb: I32): Sums => {
    const vectors = quads * perQuad
    const sum = (r: number, v: number): Local<'v128'> => sums[r * vectors + v] as Local<'v128'>
    const each = (n: number, write: (i: number) => Statement): Statement => sequence(...Array.from({ length: n }, (_, i) => write(i)))
    const step = (a: I32, b: I32, aOffset: number, bOffset: number): Statement => sequence(
      each(vectors, (v) => (columns[v] as Local<'v128'>).set(memory.loadV128(b, bOffset + v * 16))),
      each(rows, (r) => sequence(
        one.set(splat(a, aOffset + r * rowStride * bytes)),
        each(vectors, (v) => sum(r, v).set(add(sum(r, v).get, one.get, (columns[v] as Local<'v128'>).get))),
      )),
    )
    return {
      code: sequence(
        each(rows * vectors, (i) => (sums[i] as Local<'v128'>).set(zero)),
        k === 0 ? sequence() : alongK(fresh, loops, bytes, [pa, pb], step),
      ),
      lanes: (r, q) => Array.from({ length: perQuad }, (_, i) => sum(r, q * perQuad + i).get),
    }
  }
}
