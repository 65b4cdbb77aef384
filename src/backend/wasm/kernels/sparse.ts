/**
 * Products of a matrix that is 0 in many places: rows become lists of what is not 0, some at a time, and each element of a
 * list adds its multiple of the other side's row. Where the right side is the one with zeros, the product is made transposed.
 */
import { bytesOf } from '../../../program/elements.js'
import { count } from '../../../program/program.js'
import { align, joined, type Loop, type View } from '../../../program/view.js'
import { control, i32, sequence, type I32, type Statement } from '../assembler/code.js'
import type { Engine } from '../engine.js'
import { contract, endOf, halved, packs, tilePlaces } from './contract.js'
import { either } from './either.js'
import type { Kernel, Stages } from './kernel.js'
import { storeFirst, width } from './lanes.js'
import { atOnce, gain, leastGain, listBytes, listTiles, quadsFor, writeList } from './listed.js'
import { forEach, least, repeat } from './nest.js'
import { packedSize, packing } from './pack.js'
import { beginOfSide, linear, type Product, type Side } from './product.js'

/** Rows whose lists are there at a time, while columns of the other side are in the nearest cache. */
const block = 8

/** Lists that cannot be cut may be longer, but not out of all proportion. */
const mostAtOnce = 4096

/** The side with zeros first. */
interface Turned {
  readonly left: Side
  readonly right: Side
  readonly rows: number
  readonly columns: number
  readonly turned: boolean
}

const stepsOf = (loops: readonly Loop[]): number => count(loops.map(({ size }) => size))

/** The loops of k in two: what one list is of, and what is around it. */
const cutK = (loops: readonly Loop[]): readonly [outer: readonly Loop[], inner: readonly Loop[]] => {
  const cut = halved(loops, atOnce)
  const at = cut.findIndex((_, i) => stepsOf(cut.slice(i)) <= atOnce)
  return at < 0 ? [[], cut] : [cut.slice(0, at), cut.slice(at)]
}

/** The kernels of a product by lists; none where that is no gain. */
const byLists = (product: Product, engine: Engine, { left, right, rows, columns, turned }: Turned): Stages | undefined => {
  const { dtype, k, operands } = product
  const own = joined(left.own)
  const [last] = joined(right.own).slice(-1)
  if (own.length > 1 || k === 0) return undefined
  const bytes = bytesOf[dtype]
  const pack = !turned && packs(product, quadsFor(columns, engine) * width)
  const span = pack ? columns : last?.size ?? 1
  if (!pack && last?.stride !== 1) return undefined
  const quads = quadsFor(span, engine)
  const wide = quads * width
  const size = pack ? packedSize(k, columns, wide) * bytes : 0
  const loopsK = align([left.k, pack ? linear(k, wide) : right.k])
  if (loopsK === undefined) return undefined
  const [outerK, innerK] = cutK(loopsK)
  const most = stepsOf(innerK)
  if (most > mostAtOnce) return undefined
  const list = listBytes(most)
  const rowStride = own[0]?.stride ?? 0
  const direct = !turned && product.end === undefined
  // Sums that are not where results go are read again, one by one where they are transposed.
  if (gain(rows, k, columns, stepsOf(outerK)) - (direct ? 0 : rows * columns * (turned ? 3 : 1)) < leastGain(dtype, engine)) return undefined
  const shared = size + (direct ? 0 : rows * columns * bytes + 32)
  const spans = align([pack ? [] : joined(right.own).slice(0, -1), linear(columns / span, span)]) as readonly Loop[]
  const [panels, rest] = [Math.floor(span / wide), span % wide]

  const main: Kernel = {
    units: rows,
    cost: rows * Math.ceil(columns / width) * (k + 1),
    scratch: block * list,
    ...(shared > 0 ? { shared } : {}),
    emit: ({ fresh, addresses, scratch, from, to }) => {
      const out = direct ? addresses[operands]! : i32.add(addresses.at(-1)!, i32.const(size))
      const tileOf = listTiles(fresh, quads)
      const first = outerK.length > 0 ? fresh('i32') : undefined
      const [row, some] = [fresh('i32'), fresh('i32')]
      const tile = (used: number, at: I32, pb: I32, result: I32): Statement => {
        const sums = tileOf(Math.ceil(used / width), at, pb)
        return sequence(
          first === undefined ? sums.zero : control.if(first.get, sums.zero, sums.load(result, 0)), sums.code,
          ...tilePlaces(1, used).map(([, q, n]) => storeFirst(dtype, result, sums.lanes(0, q), n, q * width * bytes)))
      }
      const everyRow = (used: number, pb: I32, result: I32): Statement =>
        repeat(fresh, some.get, [scratch, result], [list, columns * bytes], ([at, p]) => tile(used, at!, pb, p!))
      const panel: Loop = { size: panels, strides: [pack ? k * wide : wide, wide] }
      const across = ([pb, result]: readonly I32[]): Statement => sequence(
        forEach(fresh, [panel], [pb!, result!], [bytes, bytes], ([p, q]) => everyRow(wide, p!, q!)),
        rest === 0 ? sequence()
          : everyRow(rest, i32.add(pb!, i32.const(panels * panel.strides[0]! * bytes)), i32.add(result!, i32.const(panels * wide * bytes))))
      const rowsOf = ([pa, pb]: readonly I32[]): Statement => sequence(
        row.set(from),
        control.doWhile(sequence(
          some.set(least(i32.sub(to, row.get), block)),
          repeat(fresh, some.get, [i32.add(pa!, i32.mul(row.get, i32.const(rowStride * bytes))), scratch], [rowStride * bytes, list],
            ([x, y]) => writeList(fresh, innerK, x!, y!)),
          forEach(fresh, spans, [pb!, i32.add(out, i32.mul(row.get, i32.const(columns * bytes)))], [bytes, bytes], across),
          row.set(i32.add(row.get, some.get)),
        ), i32.ltU(row.get, to)))
      const begin = [
        beginOfSide(left, addresses, bytes),
        pack ? addresses.at(-1)! : beginOfSide(right, addresses, bytes),
      ]
      return first === undefined ? rowsOf(begin) : sequence(
        first.set(i32.const(1)),
        forEach(fresh, outerK, begin, [bytes, bytes], (at) => sequence(rowsOf(at), first.set(i32.const(0)))))
    },
  }
  const stages = [...(pack ? [{ ...packing(product, wide), shared }] : []), main]
  if (direct) return stages
  const view: View = {
    offset: size / bytes,
    axes: turned ? [[{ size: columns, stride: 1 }], [{ size: rows, stride: columns }]] : [[{ size: rows * columns, stride: 1 }]],
  }
  return [...stages, endOf(product, product.end ?? { sources: [{ dtype, view, operand: 0 }], steps: [] }, view, shared)]
}

/** The kernels of a product; by lists where one side is likely to be 0 in many places, and is. */
export const matmul = (made: Product, engine: Engine): Stages => {
  const { a, b, batch, m, n, zeros } = made
  const plain = contract(made, engine)
  if (batch !== 1) return plain
  const ways: readonly Turned[] = [
    ...(zeros.a ? [{ left: a, right: b, rows: m, columns: n, turned: false }] : []),
    ...(zeros.b ? [{ left: b, right: a, rows: n, columns: m, turned: true }] : []),
  ]
  for (const way of ways) {
    const listed = byLists(made, engine, way)
    if (listed !== undefined) return either(way.left, way.right, listed, plain)
  }
  return plain
}
