/**
 * Folds of steps, compiled.
 *
 * Law: `jitFold(step)(carry, xs)` is the fold of `step` over `xs` with what each step gives beside its carry, to the bit.
 */
import type { Backend } from '../backend/backend.js'
import { standard } from '../backend/standard.js'
import type { Elements } from '../program/elements.js'
import type { Program } from '../program/program.js'
import { fail } from '../shape/error.js'
import { aFunction, anIterable, check } from '../shape/options.js'
import { signature } from '../tensor/signature.js'
import { concrete, elements, type AnyTensor } from '../tensor/tensor.js'
import * as tree from '../tensor/tree.js'
import * as raw from '../tensor/untyped.js'
import { given, isSymbolic } from './given.js'
import { jitOptions, type JitOptions } from './options.js'
import { prepare, simplified, traced, type Prepared, type Traced } from './prepare.js'
import { collected, expectCarry, expectTensors } from './result.js'
import { stepping, type Steps } from './steps.js'

/** A step from a carry and what comes next to the carry after it and something to keep. */
export type FoldStep<C, X, Y> = (carry: C, x: X) => readonly [carry: C, y: Y]

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

/** What a step's program takes and gives. */
interface Taken<C, X> {
  readonly carry: C
  readonly x: X
}
interface Given<C, Y> {
  readonly carry: C
  readonly y: Y
}

const pairOf = <C, Y>(pair: readonly [carry: C, y: Y]): readonly [carry: C, y: Y] =>
  (Array.isArray(pair) && pair.length === 2 ? pair
  : fail('jitFold', { argument: 'step', expected: 'a function that gives [carry, y]', received: pair }))

const traceStep = <C, X, Y>(step: FoldStep<C, X, Y>, carry: C, x: X): Traced<Given<C, Y>> =>
  traced(({ carry: before, x: next }: Taken<C, X>) => {
    const [after, y] = pairOf(step(before, next))
    return { carry: expectCarry('jitFold', before, after), y: expectTensors('jitFold', 'y', y) }
  }, { carry, x }, 'jitFold')

/** A step compiled for what comes next of one type. */
interface Current<X, Y> {
  readonly like: X
  readonly form: Y
  readonly types: readonly AnyTensor[]
}

/** What a fold of compiled steps is driven by. */
interface Folding<C, X, Y> {
  /** What a step gives, in a list of its own; `undefined` where what it takes or closes over is part of a trace. */
  readonly take: (x: X) => readonly [y: Y] | undefined
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
  const form = tree.map(carry, raw.zerosLike)
  const inputs: Elements[] = []
  let current: Current<X, Y> | undefined

  const enter = (x: X): Current<X, Y> | undefined => {
    const tensors = tree.tensors(x)
    if (isSymbolic(tensors)) return undefined
    const make = (): Prepared<Given<C, Y>> | undefined => {
      const found = traceStep(step, form, x)
      return found.captured.length > 0 ? undefined : prepare(found, backend, types.length)
    }
    const prepared = steps.enter(signature(x), make)
    if (prepared === undefined) return undefined
    const { y } = prepared.form
    return { like: tree.map(x, raw.zerosLike), form: y, types: tree.tensors(y) }
  }

  return {
    take: (x) => {
      if (current === undefined || !given(current.like, x, inputs)) {
        current = enter(x)
        if (current === undefined) return undefined
        inputs.length = 0
        given(current.like, x, inputs)
      }
      return [collected(current.form, current.types, steps.run(inputs))]
    },
    end: () => tree.replace(carry, steps.end().map((values, i) => concrete(types[i] as AnyTensor, values))),
  }
}

/**
 * The fold of a step, compiled for a backend, `backend.wasm` if nothing is said. The step is a pure function of tensors, and of
 * lists and records of them, as for `jit`; it is traced once for each type of its arguments. The carry stays in the backend's
 * memory from step to step, and is copied when the fold begins and ends: what it began with is as it was. What each step gives
 * beside it is copied. `xs` may be of several types in turn, such as batches of two sizes. Inside of a trace the fold is an
 * ordinary one. An error: a look at elements inside of the step, or a branch on them; a carry of other types, or with other values
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
export const jitFold = <C, X, Y>(step: FoldStep<C, X, Y>, options: JitOptions = {}): JitFold<C, X, Y> => {
  check('jitFold', { step }, { step: aFunction })
  const { backend = standard } = jitOptions('jitFold', options)
  const known: Stepping<C, Y> = stepping()

  const fold = (carry: C, xs: Iterable<X>): readonly [carry: C, ys: readonly Y[]] => {
    check('jitFold', { xs }, { xs: anIterable })
    const ys: Y[] = []
    const compiled = isSymbolic(tree.tensors(carry)) ? undefined : folding(step, backend, known, carry)
    /** The carry of steps that are part of a trace: from the first such step on. */
    let plain = compiled === undefined ? { carry } : undefined
    for (const x of xs) {
      const made = plain === undefined ? compiled?.take(x) : undefined
      if (made !== undefined) ys.push(made[0])
      else {
        const [next, y] = pairOf(step((plain ?? { carry: (compiled as Folding<C, X, Y>).end() }).carry, x))
        plain = { carry: next }
        ys.push(y)
      }
    }
    return [plain === undefined ? (compiled as Folding<C, X, Y>).end() : plain.carry, ys]
  }
  return Object.freeze(Object.assign(fold, {
    program: (carry: C, x: X): Program => simplified(traceStep(step, carry, x).program),
  }))
}
