/**
 * Steps in a row: what is carried stays with the backend from step to step, and comes back when somebody asks. The one
 * mutable thing of training, confined to a fold.
 */
import type { Backend, Loop } from '../backend/backend.js'
import type { AnyNetwork } from '../network/network.js'
import type { Elements } from '../program/elements.js'
import { concrete, elements, type AnyTensor } from '../tensor/tensor.js'
import * as tree from '../tensor/tree.js'
import * as raw from '../tensor/untyped.js'
import { expectExamples } from './batch.js'
import { cache } from './cache.js'
import type { AnyRecipe } from './recipe.js'
import type { State } from './state.js'
import { signature } from './signature.js'
import { stepProgram, type AnyBatch, type Carried, type Given } from './step.js'

export interface Session<P, S> {
  /** Runs one step; gives its loss. */
  readonly step: (batch: AnyBatch) => number
  /** The state after the steps so far, which later steps don't touch. */
  readonly state: () => State<P, S>
}

/** Sessions of one network and recipe on one backend. Programs are kept by the paths and types of all they take. */
export const sessions = <P, S>(net: AnyNetwork, recipe: AnyRecipe<P, S>, backend: Backend) => {
  const loops = cache<(initial: readonly Elements[]) => Loop>(8)
  return (initial: State<P, S>): Session<P, S> => {
    const form: Carried<P, S> = { params: initial.params, optimizer: initial.optimizer }
    const types = tree.tensors(form)
    const own = signature(form)
    let carried: readonly Elements[] = types.map(elements)
    let current: { readonly name: string; readonly loop: Loop } | undefined
    let { step, loss: last } = initial
    const held = (): readonly Elements[] => current?.loop.carried() ?? carried
    return {
      step: (batch) => {
        expectExamples('step', 'batch', net, recipe.loss, batch)
        const given: Given = { key: initial.key, step: raw.scalar(step, 'u32') as Given['step'], batch }
        const inputs = tree.tensors(given)
        const name = `${own} ${signature(given)}`
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
