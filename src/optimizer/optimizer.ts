/**
 * An optimizer is a pair: `init` makes its state for parameters, `update` turns a gradient into an update, which is added
 * to the parameters. Parts compose by `chain`; a recipe is a chain. It does not know any parameters yet: what it keeps of
 * those that it is given, its rule says.
 *
 * @example
 * const { init, update } = sgd({ learningRate: 0.1 })
 * const [params, gradient] = [t.of([2], [1, 1]), t.of([2], [3, -4])]
 * const [updates, state] = update(gradient, init(params), params, { loss: t.scalar(1) })
 * updates // [-0.3, 0.4]
 */
import { aMaker } from '../shape/options.js'
import type { Fits, Said } from '../shape/fits.js'
import type { AnyTensor } from '../tensor/tensor.js'

/** What else an update may look at: the loss of this step, as a tensor without axes. */
export interface Moment {
  readonly loss: AnyTensor
}

/**
 * A function on types: `in` are the parameters, `state` is what is kept of them, or a sentence why they don't fit.
 *
 * @example
 * interface SumState<P> { readonly sum: P }
 * interface SumRule extends OptimizerRule { readonly state: SumState<this['in']> }
 * type Kept = OptimizerState<SumRule, Tensor<readonly [2]>> // SumState<Tensor<readonly [2]>>
 */
export interface OptimizerRule {
  readonly in: unknown
  readonly state: unknown
}

/** What an optimizer of the rule `R` keeps of parameters `P`. */
export type OptimizerState<R extends OptimizerRule, P> = (R & { readonly in: P })['state']

/** How far an optimizer goes, for those who look on: no update depends on it. */
export interface Rated {
  /** What it multiplies updates with in a step, beside their sign, by its state before the step and after it; NaN for several. */
  readonly rate?: (before: any, after: any) => AnyTensor | number
  /** The optimizers that it is made of, each with what it keeps in this state. */
  readonly parts?: (state: any) => readonly (readonly [part: AnyOptimizer, state: unknown])[]
}

/** A rule of updates for any parameters; what it keeps of them is `OptimizerState<R, P>`. */
export interface Optimizer<R extends OptimizerRule> extends Rated {
  /** Of types alone: it is never there. */
  readonly rule?: R
  readonly init: <P>(params: P) => OptimizerState<R, P>
  /** Gradients to updates, with the next state. */
  readonly update: <P>(
    gradients: P, state: OptimizerState<R, P>, params: P, moment: Moment,
  ) => readonly [updates: P, state: OptimizerState<R, P>]
}

/** A rule of updates for parameters `P` alone, with a state `S`: what one's own part may be. */
export interface OptimizerOf<P, S> extends Rated {
  readonly init: (params: P) => S
  readonly update: (gradients: P, state: S, params: P, moment: Moment) => readonly [updates: P, state: S]
}

/** Whatever `chain` takes: an optimizer for any parameters, or for some. */
export interface AnyOptimizer<P = any> extends Rated {
  readonly rule?: any
  readonly init: (params: P) => any
  readonly update: (gradients: P, state: any, params: P, moment: Moment) => readonly [updates: P, state: any]
}

/** The rule of an optimizer that is written for parameters `P`. */
export interface OnlyRule<P, S> extends OptimizerRule {
  readonly state: [this['in'], unknown extends P ? this['in'] : P] extends [P, this['in']]
    ? S : 'a part of the optimizer is made for other parameters than those of the network'
}

/** The rule of an optimizer, read from it. */
export type OptimizerRuleOf<A> = 'rule' extends keyof A
  ? A extends { readonly rule?: infer R } ? Exclude<R, undefined> extends infer X extends OptimizerRule ? X : never : never
  : A extends { readonly init: (params: infer P) => infer S }
    ? A extends OptimizerOf<P, S> ? OnlyRule<P, S> : OnlyRule<P, 'update of a part of the optimizer does not go with its init'>
    : never

/** A demand that no argument meets where an optimizer of the rule `R` does not take parameters `P`. */
export type FitsOptimizer<R extends OptimizerRule, P> = Fits<Said<OptimizerState<R, P>>>

export const anOptimizer = aMaker('an optimizer, as the functions of `optimizer` make it', 'init', 'update')
