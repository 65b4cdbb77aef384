/** Classes are the last axis; what lies between them and the batch are positions, the steps of a sequence. */
import type { AnyTensor } from '../tensor/tensor.js'
import * as raw from '../tensor/untyped.js'
import { count } from '../program/program.js'
import { eq, like, select } from '../program/scalar.js'
import { fail } from '../shape/error.js'
import type { Shape } from '../shape/shape.js'

/** From [batch, ...] to [batch], by the mean. */
export const overPositions = (x: AnyTensor): AnyTensor => {
  const positions: Shape = x.shape.slice(1)
  if (positions.length === 0) return x
  const n = count(positions)
  if (n === 0) fail('mean', { argument: 'x', expected: 'at least one element along the reduced axes', received: x.shape })
  const total = raw.reduce('sum', x, positions.map((_, i) => i + 1))
  return raw.div(total, raw.full(total.shape, n, total.dtype))
}

/** A class that counts for nothing, such as the padding of sequences. */
export interface IgnoreOptions {
  /** Positions of this class cost nothing, and the mean is over the others; it need not be one of the classes. None by default. */
  readonly ignore?: number
}

/** What a loss does with the class that it ignores. */
interface Ignoring {
  /** What each position costs or weighs, and 0 where its class is ignored. */
  readonly kept: (x: AnyTensor, targets: AnyTensor) => AnyTensor
  /** The classes, with 0 in place of the ignored one, which may be none. */
  readonly known: (targets: AnyTensor) => AnyTensor
}

// @__NO_SIDE_EFFECTS__
export const ignoring = (operation: string, { ignore }: IgnoreOptions): Ignoring | undefined => {
  if (ignore === undefined) return undefined
  if (!Number.isInteger(ignore) || Math.abs(ignore) >= 2147483648)
    fail(operation, { argument: 'ignore', expected: 'an integer of i32', received: ignore })
  return {
    kept: raw.elementwise((x, label) => select(eq(label, like(label, ignore)), like(x, 0), x)),
    known: raw.elementwise((label) => select(eq(label, like(label, ignore)), like(label, 0), label)),
  }
}

const same = raw.elementwise((label, c) => eq(label, c))

/** Whether each of the scores [batch, ..., classes] is that of the class, [batch, ...]. */
export const isClass = (targets: AnyTensor, scores: AnyTensor): AnyTensor => {
  const last = scores.shape.length - 1
  return same(raw.expand(targets, [last], scores.shape), raw.iota(scores.shape, last))
}
