/** `map`, and every copy of elements from one order to another: expressions over views, stored in row-major order. */
import { lower } from '../../../program/code.js'
import { bytesOf } from '../../../program/elements.js'
import type { Expression } from '../../../program/expression.js'
import type { TensorType } from '../../../program/primitive.js'
import { count } from '../../../program/program.js'
import { align, whole, type Loop } from '../../../program/view.js'
import { i32, sequence, type I32, type Statement } from '../assembler/code.js'
import { beginOf, compose, costOf, scaleOf, type Elementwise } from './elementwise.js'
import type { Kernel } from './kernel.js'
import { storeUpTo, width, type Lanes } from './lanes.js'
import { forRange, least, repeat, repeatSome, unitsOf } from './nest.js'

/** Which value of the elementwise work each result is. */
export interface Stored {
  readonly type: TensorType
  readonly value: number
}

/** Vectors in one part of a map over a single loop. */
const block = 64

/** Vector instructions from which on one waits for the other so long that several vectors are worked on in turns, and up to which. */
const [slow, long] = [48, 512] as const

/** The first of each list, then the second. */
const turns = (lists: readonly (readonly Statement[])[]): Statement =>
  sequence(...lists[0]!.flatMap((_, i) => lists.map((list) => list[i]!)))

/** About what an expression costs, in vector instructions. */
export const weigh = (expression: Expression): number =>
  lower(expression).steps.reduce((n, { op, dtype }) => n + (op === 'parameter' || op === 'constant' ? 0 : op === 'div' || op === 'sqrt' ? 4 : 1) * (dtype === 'f64' ? 2 : 1), 0)

/** The loops of a result and its sources; nothing where their axes cut across each other. */
export const loopsOf = (work: Elementwise, { shape }: TensorType): readonly Loop[] | undefined =>
  align([whole(shape).axes.flat(), ...work.sources.map(({ view }) => view.axes.flat())])

/** Results of one shape, written in one pass; the operands come before the results among the addresses. */
export const map = (work: Elementwise, results: readonly Stored[], operands: number): Kernel => {
  const [{ type }] = results as readonly [Stored]
  const loops = loopsOf(work, type)
  if (loops === undefined) throw new Error('map: views that cannot be walked together')
  const n = count(type.shape)
  const sourceScales = work.sources.map(scaleOf)
  const resultScales = results.map((r) => bytesOf[r.type.dtype])
  const scales = [...sourceScales, ...resultScales]
  const strides = (loop: Loop): readonly number[] => [...loop.strides.slice(1), ...results.map(() => loop.strides[0] as number)]
  const inner: Loop = loops.at(-1) ?? { size: 1, strides: [1, ...work.sources.map(() => 0)] }
  const outer = loops.slice(0, -1).map((loop) => ({ size: loop.size, strides: strides(loop) }))
  const steps = strides(inner)
  const vectors = Math.ceil(inner.size / width)
  // One loop ends in the last result's own room: no partial vector. Several must not write into the next row.
  const flat = outer.length === 0 && work.sources.every((_, i) => (steps[i] as number) <= 1)
  const tail = flat ? 0 : inner.size % width
  const blocks = flat ? Math.ceil(vectors / block) : 1
  const cost = costOf(work, weigh)
  const inTurns = tail === 0 && cost >= slow && cost <= long
  const together = inTurns ? [4, 2].find((some) => vectors % some === 0) ?? 1 : 1
  return {
    units: flat ? blocks : unitsOf(outer),
    cost: Math.ceil(n / inner.size) * vectors * cost,
    emit: ({ fresh, addresses, from, to, wider = false }) => {
      const { before, run } = compose(fresh, work, wider)
      const begins = [...work.sources.map((s) => beginOf(s, addresses)), ...results.map((_, i) => addresses[operands + i] as I32)]
      const bytes = steps.map((s, i) => width * s * (scales[i] as number))
      const vectorSteps = bytes.map((b) => together * b)
      const body = (at: readonly I32[], left: I32): Statement => {
        const all = Array.from({ length: together }, (_, v) => {
          const offsets = bytes.map((b) => v * b)
          const { lines, values } = run(at, steps, tail, left, offsets)
          const stores = results.map((r, i) => {
            const place = work.sources.length + i
            return storeUpTo(r.type.dtype, at[place]!, values[r.value] as Lanes, left, tail, offsets[place])
          })
          return { lines, stores }
        })
        return sequence(turns(all.map(({ lines }) => lines)), turns(all.map(({ stores }) => stores)))
      }
      if (flat) {
        const start = i32.mul(from, i32.const(block))
        const end = fresh('i32')
        const begun = begins.map((p, i) => (bytes[i] === 0 ? p : i32.add(p, i32.mul(start, i32.const(bytes[i] as number)))))
        return sequence(
          before,
          // The last block may be short.
          end.set(least(i32.mul(to, i32.const(block)), vectors)),
          repeatSome(fresh, i32.divU(i32.sub(end.get, start), i32.const(together)), begun, vectorSteps, body),
        )
      }
      // `left` counts the elements that remain in a row.
      const row = (at: readonly I32[]): Statement => {
        const left = fresh('i32')
        return sequence(
          left.set(i32.const(inner.size)),
          repeat(fresh, i32.const(vectors / together), at, vectorSteps, (p) => sequence(
            body(p, left.get), left.set(i32.sub(left.get, i32.const(together * width))))),
        )
      }
      return sequence(before, forRange(fresh, outer, begins, scales, from, to, row))
    },
  }
}
