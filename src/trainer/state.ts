import { checkKey, type Key } from '../random/key.js'
import { aRecord, check, type Kind } from '../shape/options.js'
import type { KeptFor, ParamsOf, Recipe, Trained } from './recipe.js'

/** Everything that training carries from step to step. A value: a step makes a new one. */
export interface State<P, S> {
  readonly params: P
  readonly optimizer: S
  /** Steps done. */
  readonly step: number
  /** The loss of the last step, before its update; NaN before the first. Penalties are part of it. */
  readonly loss: number
  /** What the randomness of each step is drawn from, folded with the step's number. */
  readonly key: Key
}

/** The state of training a network by a recipe. */
export interface TrainerState<N extends Trained, R extends Recipe<any, any>> extends State<ParamsOf<N>, KeptFor<N, R>> {}

const aStep: Kind = {
  expected: 'a whole number from 0 to 2^32 - 1', holds: (x) => Number.isInteger(x) && x >= 0 && x <= 4294967295,
}
const aLoss: Kind = { expected: 'a number', holds: (x) => typeof x === 'number' }

/** What is there in every state; whether parameters and optimizer's state are those of a trainer, its codec says. */
export const expectState = (operation: string, state: State<unknown, unknown>): void => {
  check(operation, { state }, { state: aRecord })
  const { step, loss, key } = state
  check(operation, { 'state.step': step, 'state.loss': loss }, { 'state.step': aStep, 'state.loss': aLoss })
  checkKey(operation, key)
}
