/**
 * The training step as a program. Traced once for each shape of batch: the derivative combinators run then, and vanish.
 * Its inputs are what is carried (parameters and optimizer state), then key, step number and batch; its results what is
 * carried next, then the loss.
 */
import type { Columns } from '../dataset/dataset.js'
import { lift } from '../differentiable/lift.js'
import { simplified, type Traced } from '../jit/prepare.js'
import type { AnyNetwork } from '../network/network.js'
import { checked, expectOf, reading } from '../network/seen.js'
import { advanced, observed, trained, unmoved } from '../network/train.js'
import type { Program } from '../program/program.js'
import { foldIn, type Key } from '../random/key.js'
import { plus } from '../tensor/arithmetic.js'
import type { AnyTensor, Tensor } from '../tensor/tensor.js'
import * as tree from '../tensor/tree.js'
import * as raw from '../tensor/untyped.js'
import type { AnyRecipe } from './recipe.js'

/** A batch whose shapes only run time looks at. */
export type AnyBatch = Columns

/** Carried from step to step. */
export interface Carried<P, S> {
  readonly params: P
  readonly optimizer: S
}

/** What a step takes besides. */
export interface Given {
  readonly key: Key
  readonly step: Tensor<readonly [], 'u32'>
  readonly batch: AnyBatch
}

const one = (value: AnyTensor): AnyTensor => raw.full([], 1, value.dtype)

/** One step as an ordinary pure function of tensors. */
export const stepOf = <P, S>(net: AnyNetwork, { loss, optimizer, penalty }: AnyRecipe<P, S>) =>
  (carried: Carried<P, S>, { key, step, batch }: Given): readonly [carried: Carried<P, S>, loss: AnyTensor] => {
    const { params, optimizer: state } = carried
    const objective = lift((p: P): readonly [loss: AnyTensor, seen: unknown] => {
      const [[outputs, after], expected] = reading(p, () =>
        trained(net, p as readonly unknown[], { key: foldIn(key, step) }, batch.inputs))
      // Of a network that is at inference in this step.
      const given = tree.tensors(params)
      expected.forEach((expectation, i) => expectOf(given[i] as AnyTensor, expectation))
      const data = loss.of(outputs, batch.targets, batch.weights)
      return [penalty === undefined ? data : plus(data, penalty(p)), observed(p, after)]
    })
    const [[value, seen], pullback] = objective(params)
    const [updates, next] = optimizer.update(pullback([one(value), unmoved(seen)]), state, params, { loss: value })
    return [{ params: advanced(params, updates, seen), optimizer: next }, value]
  }

/** What a step gives: what is carried next, and its loss. */
export interface Stepped<P, S> extends Carried<P, S> {
  readonly loss: AnyTensor
}

/** The step as it is traced for tensors like these. */
export const tracedStep = <P, S>(
  net: AnyNetwork, recipe: AnyRecipe<P, S>, carried: Carried<P, S>, given: Given,
): Traced<Stepped<P, S>> => {
  const step = stepOf(net, recipe)
  const { params, optimizer } = carried
  return checked(({ params: p, optimizer: state, ...rest }: Carried<P, S> & Given): Stepped<P, S> => {
    const [next, loss] = step({ params: p, optimizer: state }, rest)
    return { params: next.params, optimizer: next.optimizer, loss }
  }, { params, optimizer, ...given }, ({ params: p }) => p)
}

/** The step as it is run. */
export const stepProgram = <P, S>(net: AnyNetwork, recipe: AnyRecipe<P, S>, carried: Carried<P, S>, given: Given): Program =>
  simplified(tracedStep(net, recipe, carried, given).program)
