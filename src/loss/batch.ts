/**
 * Embeddings [batch, features] compared with each other by their classes [batch]: tables [batch, batch], a row for each anchor.
 */
import { and, convert, div, eq, like, not, select } from '../program/scalar.js'
import type { DType, Shape } from '../shape/shape.js'
import type { AnyTensor } from '../tensor/tensor.js'
import * as raw from '../tensor/untyped.js'
import type { TextOf, Unless } from './forms.js'
import type { LossRule } from './loss.js'
import { onlyBatch } from './predictions.js'
import { complaintOf } from './targets.js'

/** The class of each embedding: any number. */
export interface EmbeddingsRule extends LossRule {
  readonly targets: this['in'] extends readonly [number] ? readonly []
    : Unless<this['in'], `a loss of embeddings needs outputs [features], received ${TextOf<this['in']>}`>
  readonly dtype: 'i32'
}

/** Classes are any numbers, one for each example. */
export const labels = complaintOf({ dtypes: ['i32'], shape: onlyBatch }, () => undefined)

export const isEmbedding = (outputs: Shape): boolean => outputs.length === 1 && (outputs[0] as number) > 0
export const embeddingExpected = '[batch, features], at least one feature'

const same = raw.elementwise((i, j) => eq(i, j))
const other = raw.elementwise((isOfClass, isSelf) => and(isOfClass, not(isSelf)))
const no = raw.elementwise(not)
/** Where both hold. */
export const both = raw.elementwise(and)
const isSome = raw.elementwise((n) => not(eq(n, like(n, 0))))
const asNumber = { f32: raw.elementwise((x) => convert(x, 'f32')), f64: raw.elementwise((x) => convert(x, 'f64')) }

/** A column or a row of the table, everywhere. */
export const down = (x: AnyTensor, n: number): AnyTensor => raw.expand(x, [1], [n, n])
const across = (x: AnyTensor, n: number): AnyTensor => raw.expand(x, [0], [n, n])

/** Which of the others is of the anchor's class, which is of another, and which is the anchor itself. */
export const relations = (targets: AnyTensor) => {
  const n = targets.shape[0] as number
  const isSelf = same(raw.iota([n, n], 0), raw.iota([n, n], 1))
  const isOfClass = same(down(targets, n), across(targets, n))
  return { positive: other(isOfClass, isSelf), negative: no(isOfClass), isSelf }
}

/** Where something holds, as 1 and 0. */
export const flags = (x: AnyTensor, dtype: DType): AnyTensor => asNumber[dtype as 'f32' | 'f64'](x)
/** Whether it holds anywhere along an axis. */
export const someOf = (x: AnyTensor, axis: number): AnyTensor =>
  isSome(raw.reduce('max', flags(x, 'f32'), [axis]))

const among = raw.elementwise((holds, x) => select(holds, x, like(x, 0)))
const quotient = raw.elementwise((total, n) => {
  const isNone = eq(n, like(n, 0))
  return select(isNone, n, div(total, select(isNone, like(n, 1), n)))
})

/** The mean over the last axis of what holds; 0 where nothing does. */
export const meanOf = (x: AnyTensor, holds: AnyTensor): AnyTensor => {
  const last = [x.shape.length - 1]
  return quotient(raw.reduce('sum', among(holds, x), last), raw.reduce('sum', flags(holds, x.dtype), last))
}
