/**
 * Rows of a matrix as lists of what is not 0 in them: a product adds only that. A sum that begins at +0 is never -0, so adding
 * ±0 changes nothing, and 0·y is ±0 for every finite y: as long as nothing infinite or NaN is on the other side, what is left
 * out leaves no trace.
 */
import type { Loop } from '../../../program/view.js'
import type { Float } from '../../../shape/shape.js'
import { control, f32x4, i32, memory, sequence, type I32, type Local, type Statement } from '../assembler/code.js'
import type { Fresh } from '../assembler/module.js'
import type { Engine } from '../engine.js'
import { width, zero } from './lanes.js'
import { forEach } from './nest.js'
import type { Sums } from './tile.js'

/** An element, and how far the other side's row for it is from the first. */
const entry = 8

/** Elements that a row's list is of at a time. */
export const atOnce = 256

/** Bytes of a list of up to `k` elements; it begins with where it ends. */
export const listBytes = (k: number): number => entry * (k + 1)

/**
 * Cycles that so many lists to a row save where half of its elements are 0: one takes three to list and more than one in a tile to
 * add, and no processor foresees where a list ends.
 */
export const gain = (rows: number, k: number, columns: number, lists: number): number => {
  const vectors = Math.ceil(columns / width)
  return rows * (k * (0.4 * vectors - 3) - 25 * lists * Math.ceil(vectors / 6))
}

/** How many make code for both ways worth it; lists are of f32, and round as the contract says. */
export const leastGain = (dtype: Float, { relaxed, worthListing = 1 << 16 }: Engine): number =>
  (dtype !== 'f32' || relaxed ? Infinity : worthListing)

/** Writes the list of the row at `row`; the loops of k have strides, in elements, of the row and of the other side. */
export const writeList = (fresh: Fresh, loops: readonly Loop[], row: I32, list: I32): Statement => {
  const [to, bits] = [fresh('i32'), fresh('i32')]
  return sequence(
    to.set(i32.add(list, i32.const(entry))),
    forEach(fresh, loops, [row, i32.const(0)], [4, 4], ([from, place]) => sequence(
      memory.storeI32(to.get, bits.tee(memory.loadI32(from!))),
      memory.storeI32(to.get, place!, 4),
      // Every bit but the sign's.
      to.set(i32.add(to.get, i32.shl(i32.ne(i32.shl(bits.get, i32.const(1)), i32.const(0)), i32.const(3)))),
    )),
    memory.storeI32(list, to.get),
  )
}

/** Cycles of one element of a list for so many vectors: two operations at a time, five until a sum is there, and the loop's own. */
const cyclesOf = (vectors: number): number => (vectors === 0 ? 0 : Math.max(vectors, 5) + 3 + Math.max(0, 2 * vectors + 1 - 14))

/** Sums of one row at most, where each has a register, and where two side by side have one. */
const [mostSums, mostJoined] = [8, 16] as const

/** Fours of columns to be added to at a time: as many sums as there are registers for. */
export const quadsFor = (n: number, { wider = false }: Pick<Engine, 'wider'>): number => {
  const all = Math.ceil(n / width)
  const cycles = (quads: number): number => cyclesOf(wider ? Math.ceil(quads / 2) : quads)
  const cost = (quads: number): number => Math.floor(all / quads) * cycles(quads) + cycles(all % quads)
  return Array.from({ length: Math.min(wider ? mostJoined : mostSums, all) }, (_, i) => i + 1).reduce((best, quads) => (cost(quads) <= cost(best) ? quads : best))
}

/** Writes sums of one row, up to `most` fours of columns, as `tiles` does; the row is a list. */
export const listTiles = (fresh: Fresh, most: number) => {
  const sums = Array.from({ length: most }, () => fresh('v128'))
  const [one, at, end, other] = [fresh('v128'), fresh('i32'), fresh('i32'), fresh('i32')]
  return (quads: number, list: I32, pb: I32): Sums => {
    const each = (write: (sum: Local<'v128'>, v: number) => Statement): Statement => sequence(...sums.slice(0, quads).map(write))
    const step = sequence(
      one.set(memory.loadSplat32(at.get)),
      other.set(i32.add(pb, memory.loadI32(at.get, 4))),
      each((sum, v) => sum.set(f32x4.add(sum.get, f32x4.mul(one.get, memory.loadV128(other.get, v * 16))))),
      at.set(i32.add(at.get, i32.const(entry))),
    )
    return {
      zero: each((sum) => sum.set(zero)),
      load: (place) => each((sum, v) => sum.set(memory.loadV128(place, v * 16))),
      join: (place) => each((sum, v) => sum.set(f32x4.add(memory.loadV128(place, v * 16), sum.get))),
      code: sequence(
        at.set(i32.add(list, i32.const(entry))),
        control.if(i32.ltU(at.get, end.tee(memory.loadI32(list))), control.doWhile(step, i32.ltU(at.get, end.get))),
      ),
      lanes: (_, quad) => [sums[quad]!.get],
    }
  }
}
