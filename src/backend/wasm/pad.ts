/** `pad` and `concatenate`: every element of the result is written once, in rows. */
import { bytesOf } from '../../program/elements.js'
import type { Of, TensorType } from '../../program/primitive.js'
import { count } from '../../program/program.js'
import { control, i32, memory, sequence, type I32, type Statement } from './code.js'
import type { Kernel, Stages } from './kernel.js'
import { byteLength } from '../../program/plan.js'
import { repeat } from './nest.js'
import type { Fresh } from './module.js'
import { copyRow, fillRow, patternOf, type Pattern } from './row.js'

/** An axis of `size` elements with room before, after and between them; elements are so many bytes. */
interface Axis {
  readonly size: number
  readonly low: number
  readonly high: number
  readonly interior: number
  /** Bytes of one element in the result and in the operand: an element of an outer axis is a row of the inner ones. */
  readonly out: number
  readonly from: number
}

const isPadded = ({ low, high, interior }: Axis): boolean => low + high + interior > 0

/** The axes of a pad; one that is not padded is part of the next outer one's elements, or joined to it. */
const axesOf = ({ low, high, interior }: Of<'pad'>, { shape, dtype }: TensorType): readonly Axis[] => {
  const axes: Axis[] = []
  let [out, from] = [bytesOf[dtype], bytesOf[dtype]]
  for (let i = shape.length - 1; i >= 0; i--) {
    const axis = { size: shape[i]!, low: low[i]!, high: high[i]!, interior: shape[i]! > 1 ? interior[i]! : 0, out, from }
    const inner = axes.at(-1)
    if (isPadded(axis)) axes.push(axis)
    else if (inner !== undefined) axes.push(...(isPadded(inner) ? [axis] : [{ ...axes.pop()!, size: inner.size * axis.size }]))
    out *= axis.size + axis.low + axis.high + Math.max(0, axis.size - 1) * axis.interior
    from *= axis.size
  }
  return axes.toReversed()
}

/** A whole result of one value. */
export const fill = (type: TensorType, value: number): Kernel => {
  // It may fill up the room that every result has.
  const vectors = 2 * Math.ceil(byteLength(type) / 32)
  const block = 64
  const { vector, byte } = patternOf(type.dtype, value)
  return {
    units: Math.ceil(vectors / block),
    cost: vectors,
    emit: ({ fresh, addresses, from, to }) => {
      const [start, end] = [fresh('i32'), fresh('i32')]
      const out = i32.add(addresses.at(-1) as I32, i32.mul(start.get, i32.const(16)))
      return sequence(
        start.set(i32.mul(from, i32.const(block))),
        end.set(i32.mul(to, i32.const(block))),
        control.if(i32.ltU(i32.const(vectors), end.get), end.set(i32.const(vectors))),
        byte === undefined
          ? repeat(fresh, i32.sub(end.get, start.get), [out], [16], ([p]) => memory.storeV128(p as I32, vector))
          : memory.fill(out, i32.const(byte), i32.mul(i32.sub(end.get, start.get), i32.const(16))),
      )
    },
  }
}

/** One element: a row of the next axis, padded. */
const element = (fresh: Fresh, axes: readonly Axis[], pattern: Pattern, out: I32, from: I32, bytes: number): Statement => {
  const [axis, ...inner] = axes
  if (axis === undefined) return copyRow(fresh, out, from, bytes)
  const { size, low, high, interior } = axis
  const first = i32.add(out, i32.const(low * axis.out))
  const after = (low + size + (size - 1) * interior) * axis.out
  const fillAt = (at: number, n: number): Statement =>
    (n === 0 ? sequence() : fillRow(fresh, i32.add(out, i32.const(at)), n * axis.out, pattern))
  const gap = (o: I32): Statement => fillRow(fresh, i32.add(o, i32.const(axis.out)), interior * axis.out, pattern)
  const each = (body: (out: I32, from: I32, left: I32) => Statement): Statement =>
    repeat(fresh, i32.const(size), [first, from], [axis.out * (1 + interior), axis.from], ([o, f], left) => body(o!, f!, left))
  if (inner.length === 0 && interior === 0)
    return sequence(fillAt(0, low), copyRow(fresh, first, from, size * axis.out), fillAt(after, high))
  // Elements with little room between them: filled first, as one row.
  if (inner.length === 0 && interior * axis.out < 16) return sequence(
    fillRow(fresh, out, after + high * axis.out, pattern),
    each((o, f) => copyRow(fresh, o, f, axis.out)),
  )
  return sequence(
    fillAt(0, low),
    each((o, f, left) => sequence(
      element(fresh, inner, pattern, o, f, bytes),
      interior === 0 ? sequence() : control.if(i32.ltU(i32.const(1), left), gap(o)))),
    fillAt(after, high),
  )
}

export const pad = (primitive: Of<'pad'>, [x]: readonly TensorType[], [result]: readonly TensorType[]): Stages => {
  if (count(x!.shape) === 0) return [fill(result!, primitive.value)]
  const axes = axesOf(primitive, x!)
  const [outer, ...inner] = axes
  const pattern = patternOf(x!.dtype, primitive.value)
  const cost = Math.ceil(byteLength(result!) / 16)
  const row = axes.at(-1)?.out ?? byteLength(x!)
  // The rows of an outer axis without padding are written by several threads.
  const shared = outer !== undefined && inner.length > 0 && outer.low + outer.high + outer.interior === 0
  return [{
    units: shared ? outer.size : 1,
    cost,
    emit: ({ fresh, addresses: [operand, out], from, to }) => {
      if (!shared) return element(fresh, axes, pattern, out!, operand!, row)
      const begins = [i32.add(out!, i32.mul(from, i32.const(outer.out))), i32.add(operand!, i32.mul(from, i32.const(outer.from)))]
      return repeat(fresh, i32.sub(to, from), begins, [outer.out, outer.from], ([o, f]) =>
        element(fresh, inner, pattern, o!, f!, row))
    },
  }]
}

export const concatenate = (
  { axis }: Of<'concatenate'>, operands: readonly TensorType[], [result]: readonly TensorType[],
): Stages => {
  const rows = count(result!.shape.slice(0, axis))
  const bytes = operands.map((x) => byteLength(x) / rows)
  const whole = byteLength(result!) / rows
  const before = bytes.map((_, i) => bytes.slice(0, i).reduce((sum, n) => sum + n, 0))
  const present = bytes.flatMap((n, i) => (n > 0 ? [i] : []))
  const cost = Math.ceil(byteLength(result!) / 16)
  const after = (address: I32, n: I32 | number): I32 => i32.add(address, typeof n === 'number' ? i32.const(n) : n)
  if (rows > 1) return [{
    units: rows,
    cost,
    emit: ({ fresh, addresses, from, to }) => repeat(
      fresh, i32.sub(to, from),
      [
        after(addresses.at(-1)!, i32.mul(from, i32.const(whole))),
        ...present.map((i) => after(addresses[i]!, i32.mul(from, i32.const(bytes[i]!)))),
      ],
      [whole, ...present.map((i) => bytes[i]!)],
      ([out, ...ins]) => sequence(...present.map((i, j) => copyRow(fresh, after(out!, before[i]!), ins[j]!, bytes[i]!))),
    ),
  }]
  // One row: each operand is cut into parts.
  const parts = Math.max(1, Math.min(16, Math.floor(cost / 1024)))
  return [{
    units: parts,
    cost,
    emit: ({ fresh, addresses, from, to }) => sequence(...present.map((i) => {
      const part = Math.ceil(bytes[i]! / parts / 64) * 64
      const bound = (unit: I32): I32 => {
        const at = fresh('i32')
        return i32.select(i32.ltU(at.tee(i32.mul(unit, i32.const(part))), i32.const(bytes[i]!)), at.get, i32.const(bytes[i]!))
      }
      const begin = fresh('i32')
      return sequence(
        begin.set(bound(from)),
        memory.copy(
          after(after(addresses.at(-1)!, before[i]!), begin.get), after(addresses[i]!, begin.get), i32.sub(bound(to), begin.get)),
      )
    })),
  }]
}
