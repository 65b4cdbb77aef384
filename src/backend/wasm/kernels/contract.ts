/**
 * Batched matrix products. Operands are read where they lie, through views: a convolution reads its windows from the image.
 * Only a right operand whose columns are no neighbours, or whose rows are far apart, is packed. What a product ends in (a
 * bias, an activation, an optimizer's update) runs on each tile while it is in the nearest cache.
 */
import { bytesOf } from '../../../program/elements.js'
import { align, joined, pitch, type Loop, type View } from '../../../program/view.js'
import type { Float } from '../../../shape/shape.js'
import { control, i32, nothing, sequence, type I32, type Statement } from '../assembler/code.js'
import type { Fresh } from '../assembler/module.js'
import type { Engine } from '../engine.js'
import { beginOf, compose, costOf, scaleOf, type Elementwise } from './elementwise.js'
import type { Kernel, Stages } from './kernel.js'
import { loadNeighbours, storeFirst, storeNeighbours, vectorsOf, width, type Lanes } from './lanes.js'
import { map, weigh, type Stored } from './map.js'
import { forEach, forRange, least, repeat } from './nest.js'
import { packedSize, packing } from './pack.js'
import { beginOfSide, linear, type Product } from './product.js'
import { tileFor, tiles, type Sums } from './tile.js'

/** Whether the right operand is copied to panels first: its columns are no neighbours, or its rows far apart and often read. */
export const packs = ({ dtype, a, b, m, n, k }: Product, columns: number): boolean => {
  const own = joined(b.own)
  const neighbours = own.length <= 1 && (n === 1 || own[0]?.stride === 1)
  if (!neighbours || align([a.k, b.k]) === undefined) return true
  const apart = (joined(b.k).at(-1)?.stride ?? 0) * bytesOf[dtype]
  return apart >= 512 && k * apart > 65536 && m >= 64 && n > columns
}

/** Bytes of the right operand that stay in a near cache while rows go by. */
const near = 262144

/** Steps of k between two visits to memory, where k is cut: enough that loading and storing sums costs little. */
const leastSteps = 48

/** Bytes of the nearest cache that each of the lines so far apart takes up: powers of two leave the sets between them empty. */
const taken = (apart: number): number => Math.max(32, apart & -apart)

/** Steps of k whose lines, so far apart in both operands, stay in the nearest cache while tiles side by side read them. */
const stepsFor = (strides: readonly number[]): number =>
  Math.min(256, Math.max(64, Math.floor(32768 / strides.reduce((sum, s) => sum + taken(s), 0))))

/** The loops with one of them cut, as evenly as its size allows, so that the inner ones take at most so many steps. */
export const halved = (loops: readonly Loop[], mostSteps: number): readonly Loop[] => {
  const steps = (from: number): number => loops.slice(from).reduce((n, { size }) => n * size, 1)
  const at = loops.findLastIndex((_, i) => steps(i) > mostSteps)
  if (at < 0) return loops
  const [loop, inside] = [loops[at]!, steps(at + 1)]
  const size = Array.from({ length: Math.floor(mostSteps / inside) }, (_, i) => i + 1).findLast((n) => loop.size % n === 0)!
  return size * inside < leastSteps ? loops
    : [
      ...loops.slice(0, at), { size: loop.size / size, strides: loop.strides.map((s) => s * size) }, { ...loop, size },
      ...loops.slice(at + 1),
    ]
}

/**
 * The loops of k cut in two: sums go to memory after each of the outer ones, so that all that an inner one reads is near. A
 * long loop is cut where the left operand's elements are apart along it.
 */
const cutK = (loops: readonly Loop[], k: number, bytes: number): readonly [outer: readonly Loop[], inner: readonly Loop[]] => {
  if (k < 512) return [[], loops]
  const apart = loops.at(-1)!.strides.map((s) => s * bytes)
  const cut = apart[0]! >= 64 ? halved(loops, stepsFor(apart)) : loops
  const sizes = cut.map((_, i) => cut.slice(i).reduce((n, l) => n * l.size, 1))
  const at = sizes.findLastIndex((n) => n >= leastSteps)
  return [cut.slice(0, at), cut.slice(at)]
}

/** Vector instructions of what a product ends in, up to which they are written for each vector of a tile, and of a tile's row. */
const [direct, written] = [20, 64] as const

/** Matrices as large as the product that may be read beside it, tile by tile; more of them go through the caches row by row. */
const mostCompanions = (end: Elementwise): number => (costOf(end, weigh) <= direct ? 4 : 2)

const companions = ({ sources }: Elementwise, columns: number): number =>
  sources.slice(1).filter(({ view }) => pitch(view, columns)?.every((stride) => stride !== 0)).length

/** How evenly so many parts are shared out. */
const evenness = (parts: number, threads: number): number => parts / (Math.ceil(parts / threads) * threads)

export const contract = (product: Product, engine: Engine): Stages => {
  const { threads, relaxed } = engine
  const { dtype, a, b, batch, m, n, k, operands, results } = product
  const bytes = bytesOf[dtype]
  const rowLoops = align([a.own, linear(m)]) as readonly Loop[]
  const outerRows = rowLoops.slice(0, -1)
  const run: Loop = rowLoops.at(-1) ?? { size: 1, strides: [0, 0] }
  const tile = tileFor(dtype, run.size, n, engine)
  const columns = tile.quads * width
  const [panels, restColumns] = [Math.floor(n / columns), n % columns]
  const [runTiles, restRows] = [Math.floor(run.size / tile.rows), run.size % tile.rows]
  const pack = packs(product, columns)
  const loopsK = k === 0 ? [] : align([a.k, pack ? linear(k, columns) : b.k]) as readonly Loop[]
  const [outerK, innerK] = cutK(loopsK, k, bytes)
  const batches = align([a.batch, pack ? linear(batch, packedSize(k, n, columns)) : b.batch, linear(batch, m)])
  if (batches === undefined) throw new Error('contract: batches that cannot be walked together')
  // Sums that are not done yet cannot go through expressions, and much that is read with them is better read in one go.
  const apart = outerK.length > 0 || (product.end !== undefined && companions(product.end, n) > mostCompanions(product.end))
  const [end, after] = apart ? [undefined, product.end] : [product.end, undefined]
  const sumsAt = pack ? batch * packedSize(k, n, columns) * bytes : 0
  const shared = sumsAt + (after === undefined ? 0 : batch * m * n * bytes + 32)
  const ways = {
    batch: batches[0]?.size ?? 1,
    outer: outerRows[0]?.size ?? 1,
    tiles: outerRows.length > 0 ? 1 : runTiles + Math.sign(restRows),
    panels: panels + Math.sign(restColumns),
  }
  // As evenly as may be, and so that each thread reads a part of the larger operand.
  const order = ['batch', 'outer', ...(n > m ? ['panels', 'tiles'] as const : ['tiles', 'panels'] as const)] as const
  const split = order.reduce((best, way) => (evenness(ways[way], threads) > evenness(ways[best], threads) ? way : best))
  const panelBytes = (pack ? k * columns : columns) * bytes
  const rowsFirst = k * n * bytes <= near
  const cost = batch * m * Math.ceil(n / width) * vectorsOf(dtype) * (2 * k + 1)

  const main: Kernel = {
    units: ways[split],
    cost: cost + (end === undefined ? 0 : batch * m * Math.ceil(n / width) * costOf(end, weigh)),
    scratch: end === undefined ? 0 : tile.rows * columns * bytes,
    ...(shared > 0 ? { shared } : {}),
    emit: ({ fresh, addresses, scratch, from, to }) => {
      const out = after === undefined ? addresses[operands]! : i32.add(addresses.at(-1)!, i32.const(sumsAt))
      const tileOf = tiles(fresh, dtype, tile, k, innerK, run.strides[0]!, relaxed)
      const finish = end === undefined ? plainEnd(fresh, dtype, n, out) : workedEnd(fresh, product, end, results, addresses, scratch, engine.wider === true)
      const first = outerK.length > 0 ? fresh('i32') : undefined
      const place = fresh('i32')
      /** Some full parts and a shorter last one, of which `from` to `to` are done where this is what is shared out. */
      const parts = (
        way: keyof typeof ways, full: number, rest: boolean, at: readonly I32[], steps: readonly number[],
        each: (at: readonly I32[]) => Statement, last: (at: readonly I32[]) => Statement,
      ): Statement => {
        const end = (): Statement => last(at.map((p, i) => i32.add(p, i32.const(full * steps[i]!))))
        const loop: Loop = { size: full, strides: steps }
        const ones = steps.map(() => 1)
        if (way !== split) return sequence(forEach(fresh, [loop], at, ones, each), rest ? end() : nothing)
        return sequence(
          full === 0 ? nothing : forRange(fresh, [loop], at, ones, least(from, full), least(to, full), each),
          rest ? control.if(i32.ltU(i32.const(full), to), end()) : nothing,
        )
      }
      /** Tiles of rows; the pointers are those of A's row and its number. */
      const rows = (begin: readonly I32[], body: (height: number, pa: I32, row: I32) => Statement): Statement => {
        const steps = [tile.rows * run.strides[0]! * bytes, tile.rows]
        const some = (height: number) => ([pa, row]: readonly I32[]): Statement => body(height, pa!, row!)
        const line = (at: readonly I32[]): Statement => parts('tiles', runTiles, restRows > 0, at, steps, some(tile.rows), some(restRows))
        return split === 'outer' ? forRange(fresh, outerRows, begin, [bytes, 1], from, to, line) : forEach(fresh, outerRows, begin, [bytes, 1], line)
      }
      const columnsOf = (pb: I32, body: (used: number, pb: I32, column: I32) => Statement): Statement => {
        const some = (used: number) => ([p, column]: readonly I32[]): Statement => body(used, p!, column!)
        return parts('panels', panels, restColumns > 0, [pb, i32.const(0)], [panelBytes, columns], some(columns), some(restColumns))
      }
      const one = (height: number, used: number, pa: I32, pb: I32, row: I32, column: I32): Statement => {
        const sums = tileOf({ rows: height, quads: Math.ceil(used / width) }, pa, pb)
        const begin = first === undefined ? sums.zero : sequence(
          place.set(i32.add(out, i32.mul(i32.add(i32.mul(row, i32.const(n)), column), i32.const(bytes)))),
          control.if(first.get, sums.zero, sums.load(place.get, n * bytes)),
        )
        return sequence(begin, sums.code, finish(sums, height, used, row, column))
      }
      const matrix = ([pa, pb, row]: readonly I32[]): Statement => {
        const all = ([x, y]: readonly I32[]): Statement => (rowsFirst
          ? rows([x!, row!], (height, p, r) => columnsOf(y!, (used, q, column) => one(height, used, p, q, r, column)))
          : columnsOf(y!, (used, q, column) => rows([x!, row!], (height, p, r) => one(height, used, p, q, r, column))))
        return first === undefined ? all([pa!, pb!]) : sequence(
          first.set(i32.const(1)),
          forEach(fresh, outerK, [pa!, pb!], [bytes, bytes], (at) => sequence(all(at), first.set(i32.const(0)))),
        )
      }
      const begin = [
        beginOfSide(a, addresses, bytes),
        pack ? addresses.at(-1)! : beginOfSide(b, addresses, bytes),
        i32.const(0),
      ]
      return sequence(finish.before, split === 'batch'
        ? forRange(fresh, batches, begin, [bytes, bytes, 1], from, to, matrix)
        : forEach(fresh, batches, begin, [bytes, bytes, 1], matrix))
    },
  }
  const before = pack ? [{ ...packing(product, columns), shared }] : []
  if (after === undefined) return [...before, main]
  return [...before, main, endOf(product, after, { ...after.sources[0]!.view, offset: sumsAt / bytes }, shared)]
}

/** What sums end in that are read through a view of the shared memory. */
export const endOf = (
  { operands, results }: Product, { sources: [sums, ...others], steps }: Elementwise, view: View, shared: number,
): Kernel => ({
  ...map({ sources: [{ ...sums!, operand: operands + results.length, view }, ...others], steps }, results, operands),
  shared,
})

/** What is done with a tile's sums; `row` is counted over the whole batch. */
interface Finish {
  (sums: Sums, rows: number, used: number, row: I32, column: I32): Statement
  readonly before: Statement
}

/**
 * Stores of a tile lie at constant distances from one pointer: less to compute, and an engine that joins neighbouring vectors
 * to wider ones (as V8 can) finds them, and from them the sums.
 */
const plainEnd = (fresh: Fresh, dtype: Float, n: number, address: I32): Finish => {
  const out = fresh('i32')
  const bytes = bytesOf[dtype]
  return Object.assign(({ lanes }: Sums, rows: number, used: number, row: I32, column: I32) => sequence(
    out.set(i32.add(address, i32.mul(i32.add(i32.mul(row, i32.const(n)), column), i32.const(bytes)))),
    ...tilePlaces(rows, used).map(([r, q, wide]) =>
      storeFirst(dtype, out.get, lanes(r, q), wide, (r * n + q * width) * bytes)),
  ), { before: nothing })
}

/** The rows and fours of columns of a tile, with how many columns each has. */
export const tilePlaces = (rows: number, used: number): readonly (readonly [row: number, quad: number, wide: number])[] => {
  const quads = Math.ceil(used / width)
  return Array.from({ length: rows * quads }, (_, i) =>
    [Math.floor(i / quads), i % quads, Math.min(width, used - (i % quads) * width)] as const)
}

/** Sums go through the expressions: from where they are, or, where that is much to write, from scratch memory. */
const workedEnd = (
  fresh: Fresh, { dtype, n, operands }: Product, work: Elementwise, results: readonly Stored[],
  addresses: readonly I32[], scratch: I32, wider: boolean,
): Finish => {
  const bytes = bytesOf[dtype]
  const { before, run } = compose(fresh, work, wider)
  const sources = work.sources.slice(1)
  const begins = [...sources.map((s) => beginOf(s, addresses)), ...results.map((_, i) => addresses[operands + i]!)]
  const scales = [...sources.map(scaleOf), ...results.map((r) => bytesOf[r.type.dtype])]
  const pitches = [...sources.map(({ view }) => pitch(view, n)!), ...results.map(() => [n, 1] as const)]
  const vectorSteps = [width * bytes, ...pitches.map(([, c], i) => width * c * scales[i]!)]
  const cost = costOf(work, weigh)
  /** What comes of some lanes; sources and results are so many bytes behind their pointers. */
  const worked = (sum: Lanes, at: readonly I32[], offsets: readonly number[], wide: number) => {
    const { lines, values } = run(at, pitches.map(([, across]) => across), wide % width, undefined, offsets, [sum])
    return {
      lines,
      stores: results.map((r, i) =>
        storeFirst(r.type.dtype, at[sources.length + i]!, values[r.value] as Lanes, wide, offsets[sources.length + i])),
    }
  }
  const startOf = (row: I32, column: I32): readonly I32[] => begins.map((p, i) => i32.add(p, i32.mul(
    i32.add(i32.mul(row, i32.const(pitches[i]![0])), i32.mul(column, i32.const(pitches[i]![1]))), i32.const(scales[i]!))))
  if (cost <= direct) {
    const places = begins.map(() => fresh('i32'))
    const at = places.map((p) => p.get)
    return Object.assign(({ lanes }: Sums, rows: number, used: number, row: I32, column: I32) => sequence(
      ...startOf(row, column).map((p, i) => places[i]!.set(p)),
      // A row is read and worked before it is written, result by result: so an engine can join neighbours.
      ...Array.from({ length: rows }, (_, r) => {
        const row = tilePlaces(1, used).map(([, q, wide]) =>
          worked(lanes(r, q), at, pitches.map(([down, across], i) => (r * down + q * width * across) * scales[i]!), wide))
        return sequence(...row.flatMap(({ lines }) => lines), ...results.flatMap((_, i) => row.map(({ stores }) => stores[i]!)))
      }),
    ), { before })
  }
  const body = ([sum, ...at]: readonly I32[], wide: number): Statement => {
    const { lines, stores } = worked(loadNeighbours(dtype, sum!), at, [], wide)
    return sequence(...lines, ...stores)
  }
  return Object.assign(({ lanes }: Sums, rows: number, used: number, row: I32, column: I32) => {
    const [full, rest, quads] = [Math.floor(used / width), used % width, Math.ceil(used / width)]
    const rowSteps = [quads * width * bytes, ...pitches.map(([r], i) => r * scales[i]!)]
    return sequence(
      ...tilePlaces(rows, used).map(([r, q]) => storeNeighbours(dtype, scratch, lanes(r, q), (r * quads + q) * width * bytes)),
      repeat(fresh, i32.const(rows), [scratch, ...startOf(row, column)], rowSteps, (at) => {
        const further = (vectors: number): readonly I32[] => at.map((p, i) => i32.add(p, i32.const(vectors * vectorSteps[i]!)))
        return sequence(
          ...(cost <= written ? Array.from({ length: full }, (_, v) => body(further(v), width))
            : full === 0 ? [] : [repeat(fresh, i32.const(full), at, vectorSteps, (p) => body(p, width))]),
          rest === 0 ? nothing : body(further(full), rest),
        )
      }),
    )
  }, { before })
}
