/** Steps of folds, traced, and what is given to them. */
import type { Elements } from '../program/elements.js'
import { fail } from '../shape/error.js'
import { signature } from '../tensor/signature.js'
import { elements, type AnyTensor } from '../tensor/tensor.js'
import * as tree from '../tensor/tree.js'
import { givenLike, isSymbolic } from './given.js'
import { prepare, traced, type Looping, type Prepared, type Traced } from './prepare.js'
import { expectCarry, expectTensors } from './result.js'

/** A step from a carry and what comes next to the carry after it and something to keep. */
export type FoldStep<C, X, Y> = (carry: C, x: X) => readonly [carry: C, y: Y]

/** What a step's program takes and gives. */
interface Taken<C, X> {
  readonly carry: C
  readonly x: X
}
export interface Given<C, Y> {
  readonly carry: C
  readonly y: Y
}

/** What a step has to give. */
export const pairOf = <C, Y>(pair: readonly [carry: C, y: Y]): readonly [carry: C, y: Y] =>
  (Array.isArray(pair) && pair.length === 2 ? pair
  : fail('jitFold', { argument: 'step', expected: 'a function that gives [carry, y]', received: pair }))

/** A step traced for what it takes. */
export const traceStep = <C, X, Y>(step: FoldStep<C, X, Y>, carry: C, x: X): Traced<Given<C, Y>> =>
  traced(({ carry: before, x: next }: Taken<C, X>) => {
    const [after, y] = pairOf(step(before, next))
    return { carry: expectCarry('jitFold', before, after), y: expectTensors('jitFold', 'y', y) }
  }, { carry, x }, 'jitFold')

/** A step compiled for what comes next of one type. */
export interface Current<Y> {
  readonly isLike: ReturnType<typeof givenLike>
  readonly form: Y
  readonly types: readonly AnyTensor[]
}

/** How the program of a step is entered: as `Steps` and `AsyncSteps` have it. */
type Enter<B, L> = (type: string, make: () => Prepared<B, L> | undefined) => Prepared<B, L> | undefined

/**
 * Puts the elements of what comes next into a list, when its program has been entered; `undefined` where it, or what the step
 * closes over, is part of a trace.
 */
export const taking = <C, X, Y, L>(
  step: FoldStep<C, X, Y>, backend: Looping<L>, carry: C, enter: Enter<Given<C, Y>, L>,
) => {
  const carried = tree.tensors(carry).length
  let current: Current<Y> | undefined
  const entered = (x: X): Current<Y> | undefined => {
    const tensors = tree.tensors(x)
    if (isSymbolic(tensors)) return undefined
    const make = (): Prepared<Given<C, Y>, L> | undefined => {
      const found = traceStep(step, carry, x)
      return found.captured.length > 0 ? undefined : prepare(found, backend, carried)
    }
    const prepared = enter(signature(x), make)
    if (prepared === undefined) return undefined
    const { y } = prepared.form
    return { isLike: givenLike(x), form: y, types: tree.tensors(y) }
  }
  return (x: X, into: Elements[]): Current<Y> | undefined => {
    if (current?.isLike(x, into) === true) return current
    current = entered(x)
    if (current !== undefined) into.splice(0, into.length, ...tree.tensors(x).map(elements))
    return current
  }
}
