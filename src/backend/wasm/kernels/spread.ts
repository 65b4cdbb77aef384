/**
 * A product that is folded while it is made: the gradient of a convolution by its images, and the transposed convolution. The
 * columns of all windows, several times as many as there are results, never come to memory: a tile of one tap's columns is
 * added to where it belongs, while the rows of the image that windows share are in the nearest cache. Where the left side is 0 in
 * many places, each of its rows is added as a list of what is not.
 */
import { bytesOf } from '../../../program/elements.js'
import type { Of, TensorType } from '../../../program/primitive.js'
import { count } from '../../../program/program.js'
import { spread } from '../../../program/spread.js'
import { align, cut, joined, type Factor, type Loop } from '../../../program/view.js'
import { i32, sequence, type I32, type Statement } from '../assembler/code.js'
import type { Engine } from '../engine.js'
import { packs, tilePlaces } from './contract.js'
import { either } from './either.js'
import type { Stages } from './kernel.js'
import { storeFirst, vectorsOf, width } from './lanes.js'
import { gain, leastGain, listBytes, listTiles, quadsFor, writeList } from './listed.js'
import { forEach, forRange, repeat } from './nest.js'
import { packedSize, packing } from './pack.js'
import { beginOfSide, type Product } from './product.js'
import { fillRow, patternOf } from './row.js'
import { tileFor, tiles, type Sums } from './tile.js'

/** Bytes of one tap's columns that stay in the nearest cache while rows go by. */
const near = 16384

/** So many rows or columns, at a row of the left operand, a column of the right one and their place in the result. */
type Part = (some: number, at: readonly I32[]) => Statement

/** By tiles of rows, tap by tap; or by lists of what is not 0 in a row, which is then added for all taps. */
type Way = 'tiles' | 'lists'

/** The kernels of one way; none where lists cannot walk it. */
const folded = (
  product: Product, primitive: Of<'fold'>, operand: TensorType, result: TensorType, engine: Engine, way: Way,
): Stages | undefined => {
  const { dtype, a, b, batch, m, n: all, k, operands } = product
  const bytes = bytesOf[dtype]
  const [images, channels] = [result.shape[0]!, result.shape.at(-1)!]
  const found = spread([...a.batch, ...a.own], primitive, operand.shape)
  if (found === undefined) throw new Error('fold: places that cannot be walked together')
  const listed = way === 'lists'
  if (listed && found.places.length > 2) return undefined
  // Rows from the last to the first may add what lies side by side in the result in one go: no element gets two taps at once.
  const last = found.taps.at(-1)
  const beside = listed && last?.stride === channels ? last.size : 1
  const n = beside * channels
  const taps = all / n
  const [tapsOf, own] = cut(joined(b.own), n) ?? []
  if (tapsOf === undefined || own === undefined) throw new Error('fold: places that cannot be walked together')
  // Each tap's columns are a matrix of their own.
  const inner: Product = { ...product, b: { ...b, batch: [...b.batch, ...tapsOf], own }, batch: batch * taps, n }
  const [outer, ...more] = found.places
  const run: Loop = more.at(-1) ?? outer ?? { size: 1, strides: [0, 0] }
  const lines = more.length === 0 ? undefined : outer
  const between = more.slice(0, -1)
  const tile = listed ? { rows: 1, quads: quadsFor(n, engine) } : tileFor(dtype, run.size, n, engine)
  const columns = tile.quads * width
  const pack = packs(inner, columns)
  const one = packedSize(k, n, columns)
  const loopsK = align([a.k, pack ? [{ size: k, stride: columns }] : b.k])
  const right = pack ? [{ size: batch, stride: taps * one }] : b.batch
  const [left, to] = [0, 1].map((i) => found.images.map(({ size, strides }): Factor => ({ size, stride: strides[i]! })))
  const imagesOf = align([left!, [...right, { size: images / batch, stride: 0 }], to!])
  const windows = align([pack ? [{ size: taps, stride: one }] : tapsOf, beside === 1 ? found.taps : found.taps.slice(0, -1)])
  if (loopsK === undefined || imagesOf === undefined || windows === undefined)
    throw new Error('fold: taps that cannot be walked together')
  const [panels, restColumns] = [Math.floor(n / columns), n % columns]
  const [runTiles, restRows] = [Math.floor(run.size / tile.rows), run.size % tile.rows]
  const panelBytes = (pack ? k * columns : columns) * bytes
  const image = count(result.shape.slice(1)) * bytes
  const vectors = batch * m * taps * Math.ceil(n / width) * vectorsOf(dtype)
  return [...(pack ? [packing(inner, columns)] : []), {
    units: imagesOf[0]?.size ?? 1,
    cost: vectors * (2 * k + 3),
    ...(pack ? { shared: batch * taps * one * bytes } : {}),
    ...(listed ? { scratch: listBytes(k) } : {}),
    emit: ({ fresh, addresses, scratch, from, to }) => {
      const [rowStride, step] = run.strides as readonly [number, number]
      const quads = (used: number): number => Math.ceil(used / width)
      const add = (sums: Sums, height: number, used: number, out: I32): Statement =>
        sequence(sums.zero, sums.code, sums.join(out, step * bytes), ...tilePlaces(height, used).map(([r, q, wide]) =>
          storeFirst(dtype, out, sums.lanes(r, q), wide, (r * step + q * width) * bytes)))
      /** Full parts and a shorter last one. */
      const parts = (
        full: number, size: number, rest: number, at: readonly I32[], steps: readonly number[], body: Part,
      ): Statement => sequence(
        forEach(fresh, [{ size: full, strides: steps }], at, steps.map(() => 1), (p) => body(size, p)),
        rest === 0 ? sequence() : body(rest, at.map((p, i) => i32.add(p, i32.const(full * steps[i]!)))))
      const across = (at: readonly I32[], body: Part): Statement =>
        parts(panels, columns, restColumns, at, [0, panelBytes, columns * bytes], body)
      /** From the last to the first, so that each element has its taps in order. */
      const backwards = ({ size, strides }: Loop, at: readonly I32[], body: (at: readonly I32[]) => Statement): Statement => {
        const steps = strides.map((s) => s * bytes)
        return repeat(fresh, i32.const(size), at.map((p, i) => i32.add(p, i32.const((size - 1) * steps[i]!))), steps.map((s) => -s), body)
      }
      const byTiles = (): ((at: readonly I32[]) => Statement) => {
        const tileOf = tiles(fresh, dtype, tile, k, loopsK, rowStride, engine.relaxed)
        const addTile = (height: number, used: number, [pa, pb, out]: readonly I32[]): Statement =>
          add(tileOf({ rows: height, quads: quads(used) }, pa!, pb!), height, used, out!)
        const rowSteps = [tile.rows * rowStride * bytes, 0, tile.rows * step * bytes]
        const rows = (at: readonly I32[], body: Part): Statement =>
          forEach(fresh, between.map(({ size, strides: [x, y] }) => ({ size, strides: [x!, 0, y!] })), at, [bytes, bytes, bytes],
            (p) => parts(runTiles, tile.rows, restRows, p, rowSteps, body))
        const tap = (at: readonly I32[]): Statement => (k * n * bytes <= near
          ? rows(at, (height, p) => across(p, (used, q) => addTile(height, used, q)))
          : across(at, (used, p) => rows(p, (height, q) => addTile(height, used, q))))
        return ([pa, pb, out]) => forEach(fresh, windows, [pb!, out!], [bytes, bytes], ([q, o]) => tap([pa!, q!, o!]))
      }
      const byLists = (): ((at: readonly I32[]) => Statement) => {
        const tileOf = listTiles(fresh, tile.quads)
        return ([pa, pb, out]) => backwards(run, [pa!, out!], ([row, place]) => sequence(
          writeList(fresh, loopsK, row!, scratch),
          forEach(fresh, windows, [pb!, place!], [bytes, bytes], ([q, o]) => across([scratch, q!, o!], (used, [list, r, end]) =>
            add(tileOf(quads(used), list!, r!), 1, used, end!)))))
      }
      const line = listed ? byLists() : byTiles()
      const lined = ([pa, pb, out]: readonly I32[]): Statement => (lines === undefined ? line([pa!, pb!, out!])
        : backwards(lines, [pa!, out!], ([p, o]) => line([p!, pb!, o!])))
      const begin = [
        beginOfSide(a, addresses, bytes),
        pack ? addresses.at(-1)! : beginOfSide(b, addresses, bytes),
        addresses[operands]!,
      ]
      return forRange(fresh, imagesOf, begin, [bytes, bytes, bytes], from, to, (at) =>
        sequence(fillRow(fresh, at[2]!, image, patternOf(dtype, 0)), lined(at)))
    },
  }]
}

/** The kernels of a product that is folded; by lists where its left side is likely to be 0 in many places, and is. */
export const contractFolded = (
  product: Product, primitive: Of<'fold'>, operand: TensorType, result: TensorType, engine: Engine,
): Stages => {
  const plain = folded(product, primitive, operand, result, engine, 'tiles') as Stages
  const { dtype, a, b, m, n, k, zeros } = product
  if (!zeros.a || gain(product.batch * m, k, n, 1) < leastGain(dtype, engine)) return plain
  const listed = folded(product, primitive, operand, result, engine, 'lists')
  return listed === undefined ? plain : either(a, b, listed, plain)
}
