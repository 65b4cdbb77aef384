/** `pad`: every element of the result is written once, in rows. */
import { bytesOf } from '../../../program/elements.js'
import { numberOf } from '../../../program/numeral.js'
import { byteLength } from '../../../program/plan.js'
import type { Of, TensorType } from '../../../program/primitive.js'
import { count } from '../../../program/program.js'
import { control, i32, sequence, type I32, type Statement } from '../assembler/code.js'
import type { Fresh } from '../assembler/module.js'
import { fill } from './fill.js'
import type { Stages } from './kernel.js'
import { repeat } from './nest.js'
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
  if (count(x!.shape) === 0) return [fill(result!, numberOf(primitive.value))]
  const axes = axesOf(primitive, x!)
  const [outer, ...inner] = axes
  const pattern = patternOf(x!.dtype, numberOf(primitive.value))
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
