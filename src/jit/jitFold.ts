/**
 * Folds of steps, compiled.
 *
 * Law: `jitFold(step)(carry, xs)` is the fold of `step` over `xs` with what each step gives beside its carry, to the bit.
 */
import type { AsyncBackend } from '../backend/asyncBackend.js'
import type { Backend } from '../backend/backend.js'
import { standard } from '../backend/standard.js'
import type { Elements } from '../program/elements.js'
import type { Program } from '../program/program.js'
import { aFunction, anIterable, check } from '../shape/options.js'
import { concrete, elements, type AnyTensor } from '../tensor/tensor.js'
import * as tree from '../tensor/tree.js'
import { pairOf, taking, traceStep, type FoldStep, type Given } from './foldStep.js'
import { isSymbolic } from './given.js'
import { anyJitOptions, isAsync, type AsyncJitOptions, type JitOptions } from './options.js'
import { simplified } from './prepare.js'
import { collected } from './result.js'
import { stepping, type Steps } from './steps.js'
import type { FoldOptions } from './turns.js'

export type { FoldStep } from './foldStep.js'

/** A compiled fold. */
export interface JitFold<C, X, Y> {
  /** The carry after all steps, and what each of them gave. */
  (carry: C, xs: Iterable<X>): readonly [carry: C, ys: readonly Y[]]
  /**
   * The program of one step as data, as it is run, its inputs named by their paths (`carry.0.weights`, `x.inputs`), and so its
   * results (`carry.0.weights`, `y`).
   */
  readonly program: (carry: C, x: X) => Program
}

/** A compiled fold on a backend that answers later. */
export interface AsyncJitFold<C, X, Y> {
  /**
   * The same. Several steps may be on their way at once; a step that fails is a `FoldError` with the carry before it. It lets the event
   * loop turn, and when its signal is aborted it ends with the carry and with what steps gave so far.
   */
  (carry: C, xs: Iterable<X> | AsyncIterable<X>, options?: FoldOptions): Promise<readonly [carry: C, ys: readonly Y[]]>
  readonly program: (carry: C, x: X) => Program
}

/** `jitFold` on a backend that answers later, and on one that answers at once. */
export interface JitFolding {
  <C, X, Y>(step: FoldStep<C, X, Y>, options: AsyncJitOptions): AsyncJitFold<C, X, Y>
  <C, X, Y>(step: FoldStep<C, X, Y>, options?: JitOptions): JitFold<C, X, Y>
}

/** In the place of what only a trace knows. */
const unknown = Symbol('unknown')

/** What a fold of compiled steps is driven by. */
interface Folding<C, X, Y> {
  /** What a step gives; `unknown` where what it takes or closes over is part of a trace. */
  readonly take: (x: X) => Y | typeof unknown
  /** The carry after the steps so far. The memory goes to folds that begin later. */
  readonly end: () => C
}

type Stepping<C, Y> = ReturnType<typeof stepping<Given<C, Y>>>

/** Steps from a carry, of which no tensor is a symbol. */
const folding = <C, X, Y>(
  step: FoldStep<C, X, Y>, backend: Backend, { typeOf, begin }: Stepping<C, Y>, carry: C,
): Folding<C, X, Y> => {
  const types = tree.tensors(carry)
  const steps: Steps<Given<C, Y>> = begin(typeOf(carry), types.map(elements))
  const take = taking(step, backend, carry, steps.enter)
  const inputs: Elements[] = []
  return {
    take: (x) => {
      const current = take(x, inputs)
      return current === undefined ? unknown : collected(current.form, current.types, steps.run(inputs))
    },
    end: () => tree.replace(carry, steps.end().map((values, i) => concrete(types[i] as AnyTensor, values))),
  }
}

/**
 * The fold of a step, compiled for a backend, `backend.wasm` if nothing is said. The step is a pure function of tensors, and of
 * lists and records of them, as for `jit`; it is traced once for each type of its arguments. The carry stays in the backend's
 * memory from step to step, and is copied when the fold begins and ends: what it began with is as it was. What each step gives
 * beside it is copied. `xs` may be of several types in turn, such as batches of two sizes. Inside of a trace the fold is an
 * ordinary one. On a backend that answers later it gives a promise, takes what arrives in time as well (an `AsyncIterable`), waits
 * for no step before it asks for the next, and is no part of a trace. An error: a look at elements inside of the step, or a branch on them; a carry of other types, or with other values
 * that are no tensors, than the one before it.
 *
 * @example
 * type V = Tensor<readonly []>
 * const total = jitFold((sum: V, x: V) => [t.add(x)(sum), t.square(x)] as const)
 * const [sum, squares] = total(t.scalar(0), [t.scalar(1), t.scalar(2), t.scalar(3)])
 * sum // 6
 * squares // [1, 4, 9]
 * total.program(t.scalar(0), t.scalar(1)).names // { inputs: ['carry', 'x'], results: ['carry', 'y'] }
 */
// @__NO_SIDE_EFFECTS__
export const jitFold: JitFolding = <C, X, Y>(step: FoldStep<C, X, Y>, options: JitOptions | AsyncJitOptions = {}): any => {
  check('jitFold', { step }, { step: aFunction })
  const { backend = standard } = anyJitOptions('jitFold', options)
  return Object.freeze(Object.assign(isAsync(backend) ? foldLater(step, backend) : foldAtOnce(step, backend), {
    program: (carry: C, x: X): Program => simplified(traceStep(step, carry, x).program),
  }))
}

const foldAtOnce = <C, X, Y>(step: FoldStep<C, X, Y>, backend: Backend) => {
  const known: Stepping<C, Y> = stepping()
  return (carry: C, xs: Iterable<X>): readonly [carry: C, ys: readonly Y[]] => {
    check('jitFold', { xs }, { xs: anIterable })
    const ys: Y[] = []
    const compiled = isSymbolic(tree.tensors(carry)) ? undefined : folding(step, backend, known, carry)
    /** The carry of steps that are part of a trace: from the first such step on. */
    let plain = compiled === undefined ? { carry } : undefined
    for (const x of xs) {
      const made = plain === undefined ? (compiled as Folding<C, X, Y>).take(x) : unknown
      if (made !== unknown) ys.push(made as Y)
      else {
        const [next, y] = pairOf(step((plain ?? { carry: (compiled as Folding<C, X, Y>).end() }).carry, x))
        plain = { carry: next }
        ys.push(y)
      }
    }
    return [plain === undefined ? (compiled as Folding<C, X, Y>).end() : plain.carry, ys]
  }
}

/** What drives such folds is loaded when the first of them begins. */
const foldLater = <C, X, Y>(step: FoldStep<C, X, Y>, backend: AsyncBackend) => {
  let made: Promise<ReturnType<typeof import('./asyncFold.js').asyncFold<C, X, Y>>> | undefined
  return async (carry: C, xs: Iterable<X> | AsyncIterable<X>, options?: FoldOptions): Promise<readonly [carry: C, ys: readonly Y[]]> => {
    made ??= import('./asyncFold.js').then(({ asyncFold }) => asyncFold(step, backend))
    return (await made)(carry, xs, options)
  }
}
