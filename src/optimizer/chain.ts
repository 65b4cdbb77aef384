/**
 * Parts one after another: each takes the updates that the one before it made. `chain()` changes nothing, and a chain of
 * chains updates as the chain of all their parts; only the states are nested.
 */
import { check, listOf } from '../shape/options.js'
import { anOptimizer, type Optimizer } from './optimizer.js'

/** A list of parts to one optimizer, whose state is the tuple of theirs. */
export interface Chain {
  // With each part written out, the compiler tells every part inside a trainer's settings what the parameters are.
  <P>(): Optimizer<P, readonly []>
  <P, A>(a: Optimizer<P, A>): Optimizer<P, readonly [A]>
  <P, A, B>(a: Optimizer<P, A>, b: Optimizer<P, B>): Optimizer<P, readonly [A, B]>
  <P, A, B, C>(a: Optimizer<P, A>, b: Optimizer<P, B>, c: Optimizer<P, C>): Optimizer<P, readonly [A, B, C]>
  <P, A, B, C, D>(
    a: Optimizer<P, A>, b: Optimizer<P, B>, c: Optimizer<P, C>, d: Optimizer<P, D>,
  ): Optimizer<P, readonly [A, B, C, D]>
  <P, S extends readonly unknown[]>(...parts: { readonly [I in keyof S]: Optimizer<P, S[I]> }): Optimizer<P, Readonly<S>>
}

/**
 * The optimizer of these parts in this order.
 *
 * @example
 * chain(clipByGlobalNorm(1), scaleByAdam(), scaleByLearningRate(1e-3))
 */
export const chain = (<P>(...parts: readonly Optimizer<P, unknown>[]): Optimizer<P, readonly unknown[]> => {
  check('chain', { parts }, { parts: listOf('optimizers', anOptimizer) })
  return {
    init: (params) => parts.map((part) => part.init(params)),
    update: (gradients, states, params, moment) =>
      parts.reduce<readonly [P, readonly unknown[]]>(([before, done], part, i) => {
        const [after, state] = part.update(before, states[i], params, moment)
        return [after, [...done, state]]
      }, [gradients, []]),
  }
// A list forgets which state is whose, but keeps their order.
}) as unknown as Chain
