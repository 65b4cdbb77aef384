/**
 * Operations with derivatives of their own: formulas, in place of the derivatives of the loops that compute the values. A rule
 * is made of the values and of operations that have rules, so there are derivatives of it.
 */
import type { Kind } from '../program/primitive.js'
import type { Rule } from '../tensor/rule.js'
import { scan } from '../tensor/scan.js'
import { stopGradient } from '../tensor/stopGradient.js'
import { apply, type AnyTensor } from '../tensor/tensor.js'

export type Maybe = AnyTensor | undefined
export type Tensors = readonly AnyTensor[]

/** One application: what it is of, its values, and what else its rule uses. */
export interface At {
  readonly inputs: Tensors
  readonly values: Tensors
  readonly rest: Tensors
}

/** The derivative, backward and forward; `undefined` is zero. */
export interface Derivative {
  /** The cotangents of the inputs, of which only those `wanted` are needed. */
  readonly pull: (at: At, cotangents: readonly Maybe[], wanted: readonly boolean[]) => readonly Maybe[]
  /** The tangents of the values. */
  readonly push: (at: At, tangents: readonly Maybe[]) => readonly Maybe[]
}

/** The values of `f`, whose derivative is the given one. What `f` is given has no other. `rest` is for the rule. */
export const operation = (
  inputs: Tensors, f: (...inputs: Tensors) => { readonly values: Tensors; readonly rest?: Tensors }, derivative: Derivative,
): Tensors => {
  const { values, rest = [] } = f(...stopGradient(inputs))
  const [n, m] = [inputs.length, values.length]
  const at = (operands: Tensors, results: Tensors): At =>
    ({ inputs: operands.slice(0, n), values: results, rest: operands.slice(n + m) })
  const rule: Rule<Kind> = {
    pull: ({ operands, results }, cotangents, wanted) => derivative.pull(at(operands, results), cotangents, wanted),
    push: ({ operands, results }, tangents) => {
      const given = tangents.slice(0, n)
      return given.every((t) => t === undefined) ? [] : derivative.push(at(operands, results), given)
    },
  }
  return apply({ kind: 'custom', inputs: n, values: m, rule }, ...inputs, ...values, ...rest)
}

/** A loop over the first axis of `sequences`, whose rows `step` is given with what it carries. */
export const repeated = (
  step: (carried: Tensors, row: Tensors) => readonly [carried: Tensors, outputs: Tensors],
  initial: Tensors, sequences: Tensors, reverse = false,
): readonly [carried: Tensors, outputs: Tensors] =>
  // Lists of tensors of any shape: their rows have no types.
  scan(step as never, initial, sequences, { reverse }) as unknown as readonly [Tensors, Tensors]
