/**
 * A product that is folded while it is made: the gradient of a convolution by its images, and the transposed convolution. The
 * columns of all windows, several times as many as there are results, never come to memory: a tile of one tap's columns is
 * added to where it belongs, while the rows of the image that windows share are in the nearest cache.
 */
import { bytesOf } from '../../program/elements.js'
import type { Of, TensorType } from '../../program/primitive.js'
import { count } from '../../program/program.js'
import { spread } from '../../program/spread.js'
import { align, cut, joined, type Factor, type Loop } from '../../program/view.js'
import { i32, sequence, type I32, type Statement } from './code.js'
import { packs, tilePlaces, type Product } from './contract.js'
import type { Engine } from './emit.js'
import type { Stages } from './kernel.js'
import { storeFirst, vectorsOf, width } from './lanes.js'
import { forEach, forRange, repeat } from './nest.js'
import { packedSize, packing } from './pack.js'
import { fillRow, patternOf } from './row.js'
import { tileFor, tiles } from './tile.js'

/** Bytes of one tap's columns that stay in the nearest cache while rows go by. */
const near = 16384

/** So many rows or columns, at a row of the left operand, a column of the right one and their place in the result. */
type Part = (some: number, at: readonly I32[]) => Statement

export const contractFolded = (
  product: Product, primitive: Of<'fold'>, operand: TensorType, result: TensorType, { relaxed }: Engine,
): Stages => {
  const { dtype, a, b, batch, m, n: all, k, operands } = product
  const bytes = bytesOf[dtype]
  const [images, n] = [result.shape[0]!, result.shape.at(-1)!]
  const taps = all / n
  const found = spread([...a.batch, ...a.own], primitive, operand.shape)
  const [tapsOf, own] = cut(joined(b.own), n) ?? []
  if (found === undefined || tapsOf === undefined || own === undefined)
    throw new Error('fold: places that cannot be walked together')
  // Each tap's columns are a matrix of their own.
  const inner: Product = { ...product, b: { ...b, batch: [...b.batch, ...tapsOf], own }, batch: batch * taps, n }
  const [outer, ...more] = found.places
  const run: Loop = more.at(-1) ?? outer ?? { size: 1, strides: [0, 0] }
  const [lines, between] = more.length === 0 ? [[], []] : [[outer!], more.slice(0, -1)]
  const tile = tileFor(dtype, run.size, n, relaxed)
  const columns = tile.quads * width
  const pack = packs(inner, columns)
  const one = packedSize(k, n, columns)
  const loopsK = align([a.k, pack ? [{ size: k, stride: columns }] : b.k])
  const right = pack ? [{ size: batch, stride: taps * one }] : b.batch
  const [left, to] = [0, 1].map((i) => found.images.map(({ size, strides }): Factor => ({ size, stride: strides[i]! })))
  const imagesOf = align([left!, [...right, { size: images / batch, stride: 0 }], to!])
  const windows = align([pack ? [{ size: taps, stride: one }] : tapsOf, found.taps])
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
    emit: ({ fresh, addresses, from, to }) => {
      const [rowStride, step] = run.strides as readonly [number, number]
      const tileOf = tiles(fresh, dtype, tile, k, loopsK, rowStride, relaxed)
      const add = (height: number, used: number, [pa, pb, out]: readonly I32[]): Statement => {
        const sums = tileOf({ rows: height, quads: Math.ceil(used / width) }, pa!, pb!)
        return sequence(sums.zero, sums.code, sums.join(out!, step * bytes), ...tilePlaces(height, used).map(([r, q, wide]) =>
          storeFirst(dtype, out!, sums.lanes(r, q), wide, (r * step + q * width) * bytes)))
      }
      /** Full parts and a shorter last one. */
      const parts = (
        full: number, size: number, rest: number, at: readonly I32[], steps: readonly number[], body: Part,
      ): Statement => sequence(
        forEach(fresh, [{ size: full, strides: steps }], at, steps.map(() => 1), (p) => body(size, p)),
        rest === 0 ? sequence() : body(rest, at.map((p, i) => i32.add(p, i32.const(full * steps[i]!)))))
      const rowSteps = [tile.rows * rowStride * bytes, 0, tile.rows * step * bytes]
      const rows = (at: readonly I32[], body: Part): Statement =>
        forEach(fresh, between.map(({ size, strides: [x, y] }) => ({ size, strides: [x!, 0, y!] })), at, [bytes, bytes, bytes],
          (p) => parts(runTiles, tile.rows, restRows, p, rowSteps, body))
      const across = (at: readonly I32[], body: Part): Statement =>
        parts(panels, columns, restColumns, at, [0, panelBytes, columns * bytes], body)
      const tap = (at: readonly I32[]): Statement => (k * n * bytes <= near
        ? rows(at, (height, p) => across(p, (used, q) => add(height, used, q)))
        : across(at, (used, p) => rows(p, (height, q) => add(height, used, q))))
      const everyTap = ([pa, pb, out]: readonly I32[]): Statement =>
        forEach(fresh, windows, [pb!, out!], [bytes, bytes], ([q, o]) => tap([pa!, q!, o!]))
      /** From the last line to the first, so that each element has its taps in order. */
      const backwards = ([pa, pb, out]: readonly I32[]): Statement => {
        const [line] = lines
        if (line === undefined) return everyTap([pa!, pb!, out!])
        const [x, y] = line.strides.map((s) => s * bytes) as [number, number]
        const last = [x, y].map((s) => i32.const((line.size - 1) * s)) as [I32, I32]
        return repeat(fresh, i32.const(line.size), [i32.add(pa!, last[0]), i32.add(out!, last[1])], [-x, -y],
          ([p, o]) => everyTap([p!, pb!, o!]))
      }
      const begin = [
        i32.add(addresses[a.operand]!, i32.const(a.offset * bytes)),
        pack ? addresses.at(-1)! : i32.add(addresses[b.operand]!, i32.const(b.offset * bytes)),
        addresses[operands]!,
      ]
      return forRange(fresh, imagesOf, begin, [bytes, bytes, bytes], from, to, (at) =>
        sequence(fillRow(fresh, at[2]!, image, patternOf(dtype, 0)), backwards(at)))
    },
  }]
}
