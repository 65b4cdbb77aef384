/** Rejection: what is proposed for each element is accepted or not, and those that are left try again. */
import { and, not, select } from '../program/scalar.js'
import type { AnyTensor, Tensor } from '../tensor/tensor.js'
import { any } from '../tensor/truth.js'
import * as raw from '../tensor/untyped.js'
import { whileLoop } from '../tensor/whileLoop.js'
import { foldIn, type Key } from './key.js'

/** What is carried from try to try. */
interface Tried {
  readonly next: Tensor<readonly [], 'u32'>
  readonly waiting: AnyTensor
  readonly values: AnyTensor
}

const one = raw.scalar(1, 'u32')
const taken = raw.elementwise((waiting, accepted, proposed, before) => select(and(waiting, accepted), proposed, before))
const left = raw.elementwise((waiting, accepted) => and(waiting, not(accepted)))

/** Whether some element is true. */
export const some = (flags: AnyTensor): Tensor<readonly [], 'bool'> => any()(flags) as Tensor<readonly [], 'bool'>

/**
 * The first value accepted of those that `propose` makes of keys of its own, for the elements that are `waiting`; the value
 * before for the others, and after so many tries. Ends when none is waiting.
 */
export const tried = (
  key: Key, waiting: AnyTensor, values: AnyTensor, tries: number,
  propose: (key: Key) => readonly [accepted: AnyTensor, proposed: AnyTensor],
): AnyTensor => {
  const start: Tried = { next: one as Tried['next'], waiting, values }
  return whileLoop<Tried>(({ waiting: flags }) => some(flags), ({ next, waiting: flags, values: before }) => {
    const [accepted, proposed] = propose(foldIn(key, next))
    return {
      next: raw.add(next, one) as Tried['next'],
      waiting: left(flags, accepted),
      values: taken(flags, accepted, proposed, before),
    }
  }, { maxSteps: tries })(start).values
}
