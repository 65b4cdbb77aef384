/** Loops of as many steps as their values say. */
import { aFunction, check, checkOptions } from '../shape/options.js'
import { alike } from './alike.js'
import { checkWhole, expectFlag } from './argument.js'
import { unbounded } from './guarded.js'
import { looped } from './loop.js'
import { looping } from './looping.js'
import type { AnyTensor, Tensor } from './tensor.js'
import * as tree from './tree.js'

/** How long a loop may go on. */
export interface WhileOptions {
  /** The most steps that it takes: then it ends, whatever the test says. Derivatives in reverse mode need it. */
  readonly maxSteps?: number
}

/**
 * Takes `body` of a state again and again, as long as `test` of it, a bool [], is true: gives the first state of which it is not,
 * which may be the initial one. A state is a tensor or a tree of tensors, whose shapes and element types `body` keeps. In a
 * compiled program the loop ends as soon as the test fails, too.
 *
 * Forward mode (`jvp`) goes through any such loop. Reverse mode keeps the state of every step, so it needs `maxSteps`, the most
 * that there may be; it goes back over the steps that were taken.
 *
 * @example
 * // Newton's iteration for a square root.
 * type X = Tensor<readonly []>
 * const root = (a: X) => pipe(a, whileLoop(
 *   (x: X) => pipe(x, mul(x), sub(a), abs, greater(1e-3)),
 *   (x) => pipe(a, div(x), add(x), mul(0.5)),
 *   { maxSteps: 20 },
 * ))
 * root(scalar(9)) // 3.0000916
 * differentiable.gradient(differentiable.lift(root))(scalar(9)) // 0.1667328
 */
export const whileLoop = looping(<S>(
  test: (state: S) => Tensor<readonly [], 'bool'>, body: (state: S) => S, options: WhileOptions = {},
): ((initial: S) => S) => {
  check('whileLoop', { test, body }, { test: aFunction, body: aFunction })
  const { maxSteps: steps = unbounded } = checkOptions<WhileOptions>('whileLoop', options, { maxSteps: true })
  checkWhole('whileLoop', 'maxSteps', steps, 1, unbounded)
  const goes = (state: S): AnyTensor => expectFlag('whileLoop', 'what test gives', test(state))
  return (initial) => {
    const [[, last]] = looped<readonly [goes: AnyTensor, state: S], readonly [], readonly []>(([, state]) => {
      const next = tree.replace(state, alike('whileLoop', 'what body gives', body(state), initial, 'as the state began'))
      return [[goes(next), next], []]
    }, [goes(initial), initial], [], { steps, reverse: false, guarded: true })
    return last
  }
})
