/**
 * Steps in a row: what is carried stays with the backend from step to step, and comes back when somebody asks. The one
 * mutable thing of training, confined to a fold.
 */
import type { Backend, Loop } from '../backend/backend.js'
import type { Loss } from '../loss/loss.js'
import type { AnyNetwork } from '../network/network.js'
import type { Elements } from '../program/elements.js'
import { printType } from '../program/infer.js'
import { fail } from '../shape/error.js'
import { shapeText } from '../shape/text.js'
import { concrete, elements, isTensor, type AnyTensor } from '../tensor/tensor.js'
import * as tree from '../tensor/tree.js'
import * as raw from '../tensor/untyped.js'
import { cache } from './cache.js'
import type { AnyRecipe } from './recipe.js'
import type { State } from './state.js'
import { stepProgram, type AnyBatch, type Carried, type Given } from './step.js'

export interface Session<P, S> {
  /** Runs one step; gives its loss. */
  readonly step: (batch: AnyBatch) => number
  /** The state after the steps so far, which later steps don't touch. */
  readonly state: () => State<P, S>
}

/** Batches are checked where they come in: a wrong one stops the fold before its step, and says why. */
const check = (net: AnyNetwork, loss: Loss<any, any, any>, batch: AnyBatch): void => {
  const { inputs, targets, weights } = batch
  for (const [argument, x] of [['batch.inputs', inputs], ['batch.targets', targets]] as const)
    if (!isTensor(x)) fail('step', { argument, expected: 'a tensor [batch, ...]', received: x })
  const shape: readonly number[] = inputs.shape
  if (shape.length !== net.input.length + 1 || !raw.equal(shape.slice(1), net.input) || inputs.dtype !== net.dtype)
    fail('step', { argument: 'batch.inputs', expected: `${net.dtype}[batch, ${net.input.join(', ')}]`, received: printType(inputs) })
  if (shape[0] === 0) fail('step', { argument: 'batch.inputs', expected: 'at least 1 example', received: shapeText(shape) })
  for (const [argument, x] of [['batch.targets', targets], ['batch.weights', weights]] as const)
    if (x !== undefined && x.shape[0] !== shape[0]) fail('step', { argument, expected: `${shape[0]} of them, one for each input`, received: shapeText(x.shape) })
  const complaint = loss.complaint(targets, net.output)
  if (complaint !== undefined) fail('step', { argument: 'batch.targets', expected: `targets of ${loss.name}`, received: printType(targets), message: complaint })
}

const signature = (tensors: readonly AnyTensor[]): string => tensors.map(printType).join()

/** Sessions of one network and recipe on one backend. Programs are kept by the types of all they take. */
export const sessions = <P, S>(net: AnyNetwork, recipe: AnyRecipe<P, S>, backend: Backend) => {
  const loops = cache<(initial: readonly Elements[]) => Loop>(8)
  return (initial: State<P, S>): Session<P, S> => {
    const form: Carried<P, S> = { params: initial.params, optimizer: initial.optimizer }
    const types = tree.tensors(form)
    let carried: readonly Elements[] = types.map(elements)
    let current: { readonly name: string; readonly loop: Loop } | undefined
    let { step, loss: last } = initial
    const held = (): readonly Elements[] => current?.loop.carried() ?? carried
    return {
      step: (batch) => {
        check(net, recipe.loss, batch)
        const given: Given = { key: initial.key, step: raw.scalar(step, 'u32') as Given['step'], batch }
        const inputs = tree.tensors(given)
        const name = signature([...types, ...inputs])
        if (current?.name !== name) {
          const start = loops(name, () => backend.loop(stepProgram(net, recipe, form, given), types.length))
          carried = held()
          current = { name, loop: start(carried) }
        }
        const [value] = current.loop.step(inputs.map(elements))
        step++
        last = value?.[0] as number
        return last
      },
      state: () => Object.freeze({
        ...tree.replace(form, held().map((values, i) => concrete(types[i] as AnyTensor, values))),
        step,
        loss: last,
        key: initial.key,
      }),
    }
  }
}
