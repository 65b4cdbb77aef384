/** The way from the initial to the final parameters, step by step. */
import { listMemory } from '../trainer/memory.js'
import type { Observer } from '../trainer/observer.js'
import { digest } from './digest.js'

/** How many digits of a digest a trail keeps. */
export const trailDigits = 16

/**
 * An observer of the parameters after every step: the first 16 digits of the digest of each. Two trails say after which
 * step trainings part. A step takes longer: all parameters are hashed.
 *
 * @example
 * const { init, observe: watch } = trainer(pipe(n.input([1]), n.dense(1)))({
 *   loss: loss.squaredError(), optimizer: optimizer.sgd({ learningRate: 0.1 }),
 * })
 * const batch = { inputs: t.ones([2, 1]), targets: t.ones([2, 1]) }
 * const { state, seen } = watch(trail()).fold(init(random.key(0)), [batch, batch])
 * seen.length // 2
 * seen[1] === digest(state.params).slice(0, 16) // true
 */
export const trail = <St extends { readonly params: unknown }>(): Observer<St, readonly string[]> => ({
  start: (): readonly string[] => [],
  memory: listMemory('a list of digests', (u) => typeof u === 'string'),
  see: (seen, { state }) => {
    // It belongs to one fold from `start` on, so it grows in place: not a copy for each step.
    const list = seen as string[]
    list.push(digest(state().params).slice(0, trailDigits))
    return { value: list }
  },
})
