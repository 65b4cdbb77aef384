/**
 * The training step as a program. Traced once for each shape of batch: the derivative combinators run then, and vanish.
 * Its inputs are what is carried (parameters and optimizer state), then key, step number and batch; its results what is
 * carried next, then the loss, then what is measured.
 */
import { lift } from '../differentiable/lift.js'
import type { Traced } from '../jit/prepare.js'
import { checked, expectOf, reading } from '../network/seen.js'
import { advanced, observed, unmoved } from '../network/train.js'
import type { AnyTensor } from '../tensor/tensor.js'
import * as tree from '../tensor/tree.js'
import * as raw from '../tensor/untyped.js'
import type { Given, Task } from './task.js'

/** Carried from step to step. */
export interface Carried<P, S> {
  readonly params: P
  readonly optimizer: S
}

const one = (value: AnyTensor): AnyTensor => raw.full([], 1, value.dtype)

/** What a step gives: what is carried next, its loss, and a tree of tensors for each of the task's measures. */
export interface Stepped<P, S> extends Carried<P, S> {
  readonly loss: AnyTensor
  readonly measured: readonly unknown[]
}

/** One step, the n-th where some measures are not always due, as an ordinary pure function of tensors. */
export const stepOf = <P, S>({ loss, optimizer, measures = [] }: Task<P, S>, n?: number) =>
  ({ params, optimizer: before, ...given }: Carried<P, S> & Given): Stepped<P, S> => {
    const objective = lift((p: P): readonly [loss: AnyTensor, seen: unknown] => {
      const [[value, after], expected] = reading(p, () => loss(p, given))
      // Of a network that is at inference in this step.
      const known = tree.tensors(params)
      expected.forEach((expectation, i) => expectOf(known[i] as AnyTensor, expectation))
      return [value, observed(p, after)]
    })
    const [[value, seen], pullback] = objective(params)
    const gradients = pullback([one(value), unmoved(seen)])
    const [updates, after] = optimizer.update(gradients, before, params, { loss: value })
    const measured = measures.map(({ trace }) => trace?.({ optimizer, before, after, gradients, updates, seen, n }))
    return { params: advanced(params, updates, seen), optimizer: after, loss: value, measured }
  }

/** The step as it is traced for tensors like these. */
export const tracedStep = <P, S>(task: Task<P, S>, carried: Carried<P, S>, given: Given, n?: number): Traced<Stepped<P, S>> =>
  checked(stepOf(task, n), { ...carried, ...given }, ({ params }) => params)
