import type { AnyLoss, AnyLossRule, FitsLoss, LossBase } from '../loss/loss.js'
import type { Penalty } from '../loss/penalty.js'
import type { AnyNetwork, Network } from '../network/network.js'
import {
  anOptimizer, type AnyOptimizer, type FitsOptimizer, type Optimizer, type OptimizerOf, type OptimizerRule, type OptimizerRuleOf,
  type OptimizerState,
} from '../optimizer/optimizer.js'
import { fail } from '../shape/error.js'
import { aFunction, aMaker, aRecord, check, optional } from '../shape/options.js'
import type { Float } from '../shape/shape.js'
import { isOne } from '../tensor/form.js'
import type { AnyTensor } from '../tensor/tensor.js'

/** What training minimises and how: a value that can be named before any network is there, and serve several. */
export interface Recipe<L extends AnyLossRule, R extends OptimizerRule> {
  readonly loss: LossBase<L>
  readonly optimizer: Optimizer<R>
  /** Added to the loss: `l1(rate)`, `l2(rate)`, or any function of the parameters. */
  readonly penalty?: (params: any) => AnyTensor
}

/** Any network, in types. */
export type Trained = Network<any, any, any, any, any>

/** The parameters of a network. */
export type ParamsOf<N extends Trained> = ReturnType<N['init']>

/** A recipe that fits a network: a loss for its outputs, an optimizer and a penalty for its parameters. */
export type RecipeFor<N extends Trained, L extends AnyLossRule, A extends AnyOptimizer<any>> = {
  readonly loss: FitsLoss<L, N['output']> & LossBase<L>
  readonly optimizer: FitsOptimizer<OptimizerRuleOf<A>, ParamsOf<N>> & A
  /** Added to the loss: `l1(rate)`, `l2(rate)`, or any function of the parameters. */
  readonly penalty?: Penalty<ParamsOf<N>, NoInfer<FloatOf<N['dtype']>>>
}

/** The element type of the loss: that of the outputs. */
export type FloatOf<D> = D extends Float ? D : Extract<D[keyof D], Float>

/** What the optimizer of a recipe keeps for a network. */
export type KeptFor<N extends Trained, R extends Recipe<any, any>> =
  OptimizerState<OptimizerRuleOf<R['optimizer']>, ParamsOf<N>>

/** The rule of a recipe's loss. */
export type LossRuleOf<R extends Recipe<any, any>> = R extends { readonly loss: LossBase<infer L> } ? L : never

const aLoss = aMaker('a loss, as the functions of `loss` make it', 'of', 'perExample', 'complaint')

/** What the types ask for, where somebody went around them. */
export const expectRecipe = (operation: string, recipe: unknown): void => {
  check(operation, { recipe }, { recipe: aRecord })
  const { loss, optimizer, penalty } = recipe as Readonly<Record<string, unknown>>
  check(operation, { loss, optimizer, penalty }, { loss: aLoss, optimizer: anOptimizer, penalty: optional(aFunction) })
}

/** A loss of logits after a network whose outputs are probabilities: nothing fails, and little is learned. */
export const expectLogits = ({ layers }: AnyNetwork, { name, logits, parts }: AnyLoss): void => {
  const branches = layers.at(-1)?.branches
  for (const [output, { loss }] of Object.entries(parts?.losses ?? {})) {
    const branch = branches?.blocks[output]
    if (branch !== undefined) expectLogits(branch, loss)
  }
  // Layers that only move elements are looked through.
  const last = layers.findLast(({ init, operations }) => init !== undefined || operations > 0)
  if (logits !== true || last?.probabilities !== true) return
  const message = `${name} takes logits, but the network ends in ${last.name}, which makes probabilities of them: leave it out`
  fail('trainer', { argument: 'loss', expected: 'a network that ends in logits', received: last.name, message })
}

/** A loss for one output, or one for each of several; the types ask for that. */
export const expectFits = (operation: string, { output }: AnyNetwork, { name, parts }: AnyLoss): void => {
  const message = parts !== undefined ? parts.misfit(output)
    : isOne(output) ? undefined : 'a network of several outputs needs loss.outputs, with a loss for each'
  if (message !== undefined) fail(operation, { argument: 'loss', expected: 'a loss for the outputs', received: name, message })
}

/** A recipe for parameters `P`, whose shapes only run time looks at. */
export interface AnyRecipe<P, S> {
  readonly loss: AnyLoss
  readonly optimizer: OptimizerOf<P, S>
  readonly penalty?: (params: P) => AnyTensor
}
