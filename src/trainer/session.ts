/**
 * Steps in a row: what is carried stays with the backend from step to step, and comes back when somebody asks. The one
 * mutable thing of training, confined to a fold.
 */
import type { Backend, Loop } from '../backend/backend.js'
import type { AnyNetwork } from '../network/network.js'
import { cache } from '../program/cache.js'
import type { Elements } from '../program/elements.js'
import { signature } from '../tensor/signature.js'
import { concrete, elements, type AnyTensor } from '../tensor/tensor.js'
import * as tree from '../tensor/tree.js'
import * as raw from '../tensor/untyped.js'
import { expectExamples } from './batch.js'
import type { AnyRecipe } from './recipe.js'
import type { State } from './state.js'
import { stepProgram, type AnyBatch, type Carried, type Given } from './step.js'

export interface Session<P, S> {
  /** Runs one step; gives its loss. */
  readonly step: (batch: AnyBatch) => number
  /** The state after the steps so far, which later steps don't touch. */
  readonly state: () => State<P, S>
  /** The last state. What the session held goes to those that begin later. */
  readonly end: () => State<P, S>
}

/** Loops that nobody uses. */
const idleLoops = 4

/** Loops by name, each for one session at a time: one that is not given back (a step failed) is forgotten. */
const pool = () => {
  let idle: readonly { readonly name: string; readonly loop: Loop }[] = []
  return {
    take: (name: string): Loop | undefined => {
      const found = idle.find((held) => held.name === name)
      idle = idle.filter((held) => held !== found)
      return found?.loop
    },
    give: (name: string, loop: Loop): void => { idle = [{ name, loop }, ...idle].slice(0, idleLoops) },
  }
}

/** Sessions of one network and recipe on one backend. Programs are kept by the paths and types of all they take. */
export const sessions = <P, S>(net: AnyNetwork, recipe: AnyRecipe<P, S>, backend: Backend) => {
  const programs = cache<(initial: readonly Elements[]) => Loop>(8)
  const idle = pool()
  return (initial: State<P, S>): Session<P, S> => {
    const form: Carried<P, S> = { params: initial.params, optimizer: initial.optimizer }
    const types = tree.tensors(form)
    const own = signature(form)
    let carried: readonly Elements[] = types.map(elements)
    let current: { readonly name: string; readonly loop: Loop } | undefined
    let { step, loss: last } = initial
    const held = (): readonly Elements[] => current?.loop.carried() ?? carried
    const state = (): State<P, S> => Object.freeze({
      ...tree.replace(form, held().map((values, i) => concrete(types[i] as AnyTensor, values))),
      step,
      loss: last,
      key: initial.key,
    })
    /** The loop given back, what it carried taken out. */
    const leave = (): void => {
      if (current === undefined) return
      carried = held()
      idle.give(current.name, current.loop)
      current = undefined
    }
    const enter = (name: string, given: Given): Loop => {
      leave()
      const start = programs(name, () => backend.loop(stepProgram(net, recipe, form, given), types.length))
      const loop = idle.take(name)
      loop?.load(carried)
      current = { name, loop: loop ?? start(carried) }
      return current.loop
    }
    return {
      step: (batch) => {
        expectExamples('step', 'batch', net, recipe.loss, batch)
        const given: Given = { key: initial.key, step: raw.scalar(step, 'u32') as Given['step'], batch }
        const inputs = tree.tensors(given)
        const name = `${own} ${signature(given)}`
        const loop = current?.name === name ? current.loop : enter(name, given)
        const [value] = loop.step(inputs.map(elements))
        step++
        last = value?.[0] as number
        return last
      },
      state,
      end: () => {
        leave()
        return state()
      },
    }
  }
}
