import { aFunction, check, checkOptions, optional } from '../shape/options.js'
import type { Differentiable } from './arrow.js'
import { ruled, type Pushforward } from './custom.js'

/** What forward mode takes, too. */
export interface PullbackOptions<A, B> {
  /** From an argument and its value to the linear map from tangents of the one to those of the other; `jvp` needs it. */
  readonly pushforward?: Pushforward<A, B>
}

/**
 * An ordinary function whose derivative is the given one wherever it is used: lifted, compiled, in a layer, a loss, a loop or a
 * `vmap`. As with `custom`, the value has to depend on the argument alone; `jvp` without a `pushforward` is an error.
 *
 * @example
 * // Y. Bengio et al., "Estimating or propagating gradients" (2013): rounds, and is differentiated as if it did not.
 * type Two = Tensor<readonly [2]>
 * const rounded = withPullback<Two, Two>((x) => [t.round(x), (dy) => dy], { pushforward: () => (dx) => dx })
 * rounded(t.of([2], [1.25, -2.75])) // [1, -3]
 * grad((x: Two) => pipe(rounded(x), t.mul(x), t.sum()))(t.of([2], [1.25, -2.75])) // [2.25, -5.75], round x + x
 */
// @__NO_SIDE_EFFECTS__
export const withPullback = <A, B>(f: Differentiable<A, B>, options: PullbackOptions<A, B> = {}): ((a: A) => B) => {
  check('withPullback', { f }, { f: aFunction })
  const { pushforward } = checkOptions<PullbackOptions<A, B>>('withPullback', options, { pushforward: optional(aFunction) })
  const own = ruled('withPullback', f, pushforward)
  return (a) => own(a)[0]
}
