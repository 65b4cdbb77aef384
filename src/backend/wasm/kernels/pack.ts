/** The right operand of a matrix product in panels: some columns side by side for each k, in the order in which a tile reads them. */
import { bytesOf } from '../../../program/elements.js'
import { align, joined, type Loop } from '../../../program/view.js'
import { control, i32, memory, sequence, v128, words, type I32, type Statement, type V128 } from '../assembler/code.js'
import type { Fresh } from '../assembler/module.js'
import type { Kernel } from './kernel.js'
import { loadNeighbours, loadStrided, storeNeighbours, vectorsOf, width, type Lanes } from './lanes.js'
import { forEach, forRange, least, repeat } from './nest.js'
import { beginOfSide, type Product } from './product.js'

/** Elements of one packed matrix. */
export const packedSize = (k: number, n: number, columns: number): number => Math.ceil(n / columns) * columns * k

/** Four vectors of four columns become four of four rows. */
const transpose = (fresh: Fresh, [a, b, c, d]: readonly [V128, V128, V128, V128]): { readonly code: Statement; readonly rows: readonly V128[] } => {
  const [w, x, y, z] = [fresh('v128'), fresh('v128'), fresh('v128'), fresh('v128')]
  const [low, high] = [words(0, 4, 1, 5), words(2, 6, 3, 7)]
  const [p, q, r, s] = [fresh('v128'), fresh('v128'), fresh('v128'), fresh('v128')]
  return {
    code: sequence(
      p.set(a), q.set(b), r.set(c), s.set(d),
      w.set(v128.shuffle(p.get, q.get, low)), x.set(v128.shuffle(r.get, s.get, low)),
      y.set(v128.shuffle(p.get, q.get, high)), z.set(v128.shuffle(r.get, s.get, high)),
    ),
    rows: [
      v128.shuffle(w.get, x.get, words(0, 1, 4, 5)), v128.shuffle(w.get, x.get, words(2, 3, 6, 7)),
      v128.shuffle(y.get, z.get, words(0, 1, 4, 5)), v128.shuffle(y.get, z.get, words(2, 3, 6, 7)),
    ],
  }
}

/** Packs into the shared memory, given as the last address. */
export const packing = ({ dtype, b, batch, n, k }: Product, columns: number): Kernel => {
  const bytes = bytesOf[dtype]
  const own = joined(b.own)[0]?.stride ?? 0
  const panels = Math.floor(n / columns)
  const rest = n % columns
  const batches = align([b.batch, [{ size: batch, stride: packedSize(k, n, columns) }]]) as readonly Loop[]
  const steps = align([b.k, [{ size: k, stride: columns }]]) as readonly Loop[]
  const panelBytes = k * columns * bytes
  const transposed = dtype === 'f32' && steps.length === 1 && steps[0]?.strides[0] === 1 && own !== 1 && k >= width
  const scales = [bytes, bytes]
  const read = (at: I32, used: number): Lanes =>
    (own === 1 || used === 1 ? loadNeighbours(dtype, at) : loadStrided(dtype, at, own * bytes, used))
  const quads = (used: number, write: (quad: number, wide: number) => Statement): Statement =>
    sequence(...Array.from({ length: Math.ceil(used / width) }, (_, q) => write(q, Math.min(width, used - q * width))))
  /** The k of one panel, one after the other. */
  const plain = (fresh: Fresh, loops: readonly Loop[], used: number, at: readonly I32[]): Statement =>
    forEach(fresh, loops, at, scales, ([x, y]) => quads(used, (q, wide) =>
      storeNeighbours(dtype, i32.add(y!, i32.const(q * width * bytes)), read(i32.add(x!, i32.const(q * width * own * bytes)), wide))))
  /** Four k at a time, where neighbours in memory are neighbours along k. */
  const turned = (fresh: Fresh, at: readonly I32[]): Statement => {
    const fours = Math.floor(k / width)
    const line = own * bytes
    const step = (x: I32, y: I32): Statement => {
      const turn = (q: number) => {
        const column = (i: number): V128 => memory.loadV128(i32.add(x, i32.const((q * width + i) * line)))
        const { code, rows } = transpose(fresh, [column(0), column(1), column(2), column(3)])
        return { code, stores: rows.map((row, i) => memory.storeV128(y, row, (i * columns + q * width) * bytes)) }
      }
      // Two at a time, all read before the first is written, and neighbours one after the other: so V8 can join them.
      return sequence(...Array.from({ length: Math.ceil(columns / width / 2) }, (_, pair) => {
        const two = [2 * pair, 2 * pair + 1].filter((q) => q * width < columns).map(turn)
        return sequence(...two.map(({ code }) => code), ...[0, 1, 2, 3].flatMap((i) => two.map(({ stores }) => stores[i]!)))
      }))
    }
    return sequence(
      repeat(fresh, i32.const(fours), at, [width * bytes, width * columns * bytes], ([x, y]) => step(x!, y!)),
      plain(fresh, [{ size: k - fours * width, strides: [1, columns] }], columns,
        at.map((p, i) => i32.add(p, i32.const(fours * width * (i === 0 ? 1 : columns) * bytes)))),
    )
  }
  const all = panels + (rest > 0 ? 1 : 0)
  const single = batches.length === 0
  return {
    units: single ? all : batches[0]!.size,
    cost: batch * k * Math.ceil(n / width) * vectorsOf(dtype) * 3,
    shared: batch * packedSize(k, n, columns) * bytes,
    emit: ({ fresh, addresses, from, to }) => {
      const begin = [beginOfSide(b, addresses, bytes), addresses.at(-1)!]
      const panel: Loop = { size: panels, strides: [columns * own, k * columns] }
      const one = (at: readonly I32[]): Statement => (transposed ? turned(fresh, at) : plain(fresh, steps, columns, at))
      const last = (at: readonly I32[]): Statement => plain(fresh, steps, rest,
        [i32.add(at[0]!, i32.const(panels * columns * own * bytes)), i32.add(at[1]!, i32.const(panels * panelBytes))])
      if (!single) return forRange(fresh, batches, begin, scales, from, to, (at) => sequence(
        panels === 0 ? sequence() : forEach(fresh, [panel], at, scales, one), rest === 0 ? sequence() : last(at)))
      return sequence(
        panels === 0 ? sequence() : forRange(fresh, [panel], begin, scales, least(from, panels), least(to, panels), one),
        rest === 0 ? sequence() : control.if(i32.ltU(i32.const(panels), to), last(begin)),
      )
    },
  }
}
