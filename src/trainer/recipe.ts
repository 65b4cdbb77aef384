import type { Loss } from '../loss/loss.js'
import type { AnyNetwork } from '../network/network.js'
import { anOptimizer, type Optimizer } from '../optimizer/optimizer.js'
import { fail } from '../shape/error.js'
import { aFunction, aMaker, aRecord, check, optional } from '../shape/options.js'
import type { DType, Float, Shape } from '../shape/shape.js'
import type { Tensor } from '../tensor/tensor.js'

/** What training minimises and how: a loss over outputs `O` and targets `T`, an optimizer of parameters `P`. */
export interface Recipe<P, O extends Shape, T extends Shape, D extends DType, S, F extends Float = 'f32'> {
  readonly loss: Loss<O, T, D>
  readonly optimizer: Optimizer<P, S>
  /** Added to the loss: `l1(rate)`, `l2(rate)`, or any function of the parameters. */
  readonly penalty?: (params: P) => Tensor<readonly [], F>
}

const aLoss = aMaker('a loss, as the functions of `loss` make it', 'of', 'sums', 'complaint')

/** What the types ask for, where somebody went around them. */
export const expectRecipe = (operation: string, recipe: unknown): void => {
  check(operation, { recipe }, { recipe: aRecord })
  const { loss, optimizer, penalty } = recipe as Readonly<Record<string, unknown>>
  check(operation, { loss, optimizer, penalty }, { loss: aLoss, optimizer: anOptimizer, penalty: optional(aFunction) })
}

/** A loss of logits after a network whose outputs are probabilities: nothing fails, and little is learned. */
export const expectLogits = ({ layers }: AnyNetwork, { name, logits }: Loss<any, any, any>): void => {
  // Layers that only move elements are looked through.
  const last = layers.findLast(({ init, operations }) => init !== undefined || operations > 0)
  if (logits !== true || last?.probabilities !== true) return
  const message = `${name} takes logits, but the network ends in ${last.name}, which makes probabilities of them: leave it out`
  fail('trainer', { argument: 'loss', expected: 'a network that ends in logits', received: last.name, message })
}

/** A recipe whose shapes only run time looks at. */
export type AnyRecipe<P, S> = Recipe<P, any, any, any, S, any>
