/** Pairs of embeddings, [batch, 2, features], and whether they are alike, [batch]. */
import type { Shape } from '../shape/shape.js'
import type { AnyTensor } from '../tensor/tensor.js'
import * as raw from '../tensor/untyped.js'
import type { TextOf, Unless } from './forms.js'
import type { LossRule } from './loss.js'
import { onlyBatch } from './predictions.js'
import { complaintOf, first } from './targets.js'

/** Whether the two embeddings of an example are alike, 1 or 0. */
export interface PairsRule extends LossRule {
  readonly targets: this['in'] extends readonly [2, number] ? readonly []
    : Unless<this['in'], `a loss of pairs needs outputs [2, features], received ${TextOf<this['in']>}`>
  readonly dtype: 'i32'
}

export const pairs = complaintOf({ dtypes: ['i32'], shape: onlyBatch },
  (targets) => first(targets, (x) => x === 0 || x === 1, '1 of a pair that is alike or 0 of one that is not'))

export const isPair = (outputs: Shape): boolean => outputs.length === 2 && outputs[0] === 2 && (outputs[1] as number) > 0
export const pairsExpected = '[batch, 2, features], at least one feature'

/** The first or the second of each pair, [batch, features]. */
export const pairOf = (x: AnyTensor, i: number): AnyTensor => {
  const [batch, , features] = x.shape as readonly [number, number, number]
  return raw.reshape(raw.slice(x, [0, i, 0], [batch, i + 1, features]), [batch, features])
}
