/**
 * Derivatives of a function's own. A pullback that is not the derivative of what the function computes, or is computed
 * otherwise, holds in every trace: `lift` takes it in place of the rules of the primitives inside. It is itself a function of
 * tensors, so there are second derivatives of it.
 */
import type { Custom } from '../program/custom.js'
import { printType } from '../program/infer.js'
import { isFloat } from '../program/scalar.js'
import { fail } from '../shape/error.js'
import { callSite } from '../shape/site.js'
import { recordingOf, type AnyTensor, type Recorded, type Recording } from '../tensor/tensor.js'
import { isDifferentiated, obey, recordings, trace } from '../tensor/trace.js'
import * as tree from '../tensor/tree.js'
import { equal, full } from '../tensor/untyped.js'
import type { Differentiable } from './differentiable.js'

/** From an argument and its value to the linear map that takes a tangent of the one to that of the other. */
export type Pushforward<A, B> = (a: A, b: B) => (da: A) => B

type Tensors = readonly AnyTensor[]

/** An application that a trace knows all of: of what `lift`, a rule, or a composition of such has given. */
interface Known {
  readonly argument: Tensors
  readonly value: Tensors
}
const known = new WeakMap<object, Known>()

const same = (a: Tensors, b: Tensors): boolean => a.length === b.length && a.every((x, i) => x === b[i])

/** Whether what a function gave for `a` is what a trace knows: the value of this very argument, with its own pullback. */
const isKnown = (a: unknown, b: unknown, pullback: object): boolean => {
  const found = known.get(pullback)
  return found !== undefined && same(found.argument, tree.tensors(a)) && same(found.value, tree.tensors(b))
}

/** Value and pullback at `a`, known from now on. The pullback is new: what the user has given may come with other values. */
export const follow = <A, B>(a: A, value: B, pullback: (db: B) => A): readonly [value: B, pullback: (db: B) => A] => {
  const own = (db: B): A => pullback(db)
  if (isDifferentiated()) known.set(own, { argument: tree.tensors(a), value: tree.tensors(value) })
  return [value, own]
}

const isMoving = ({ dtype }: AnyTensor): boolean => isFloat(dtype)

/** What has a derivative. */
const floats = (a: unknown): Tensors => tree.tensors(a).filter(isMoving)

/** The tree with other floats. */
const withFloats = <A>(a: A, values: Tensors, other = (x: AnyTensor): AnyTensor => x): A => {
  let next = 0
  return tree.map(a, (x) => (isMoving(x) ? values[next++] : other(x)))
}

const zeros = ({ shape, dtype }: AnyTensor): AnyTensor => full(shape, 0, dtype)

/** A linear map between trees of these forms, traced over their floats. */
const traced = <A, B>(operation: string, role: string, f: (da: A) => B, from: A, to: B) => {
  const { program, captured } = trace((given: Tensors) => {
    const result = f(withFloats(from, given, zeros))
    const found = new Map(tree.leaves(result).map(({ path, tensor }) => [path, tensor]))
    return tree.leaves(to).filter(({ tensor }) => isMoving(tensor)).map(({ path, tensor }) => {
      const moved = found.get(path)
      return moved !== undefined && moved.dtype === tensor.dtype && equal(moved.shape, tensor.shape) ? moved : fail(operation, {
        argument: path === '' ? `what the ${role} gives` : `what the ${role} gives for ${path}`,
        expected: printType(tensor),
        received: moved === undefined ? undefined : printType(moved),
      })
    })
  }, floats(from))
  return { program, captured }
}

/** What a record depends on: for a result of a rule, what the rule says. */
const reads = ({ operands, custom }: Recorded): Tensors =>
  custom === undefined ? operands : [...custom.inputs, ...custom.captured]

/** What values depend on besides the inputs, of all that was there when the recordings had so many records. */
const closedOver = (before: ReadonlyMap<Recording, number>, values: Tensors, inputs: Tensors): Tensors => {
  const needed = new Set(values)
  for (const [{ records }, from] of [...before].reverse())
    for (const record of records.slice(from).reverse()) {
      if (!record.results.some((tensor) => needed.has(tensor))) continue
      record.results.forEach((tensor) => needed.delete(tensor))
      reads(record).forEach((tensor) => needed.add(tensor))
    }
  return [...needed].filter((tensor) => recordingOf(tensor) !== undefined && isMoving(tensor) && !inputs.includes(tensor))
}

/** `custom`, told of by the name of what the user called. */
export const ruled = <A, B>(operation: string, f: Differentiable<A, B>, pushforward?: Pushforward<A, B>): Differentiable<A, B> =>
  (a) => {
    if (!isDifferentiated()) return f(a)
    const before = new Map(recordings().map((recording) => [recording, recording.records.length]))
    const [b, pullback] = f(a)
    if (isKnown(a, b, pullback)) return [b, pullback]
    const [inputs, values] = [floats(a), floats(b)]
    const back = traced(operation, 'pullback', pullback, b, a)
    const forth = pushforward && traced(operation, 'pushforward', pushforward(a, b), a, b)
    const [captured, at] = [closedOver(before, values, inputs), callSite()]
    const results = obey(values, (names): Custom<AnyTensor> => ({
      operation, at, inputs, values, results: names, captured, pullback: back,
      ...(forth === undefined ? {} : { pushforward: forth }),
    }))
    return follow(a, withFloats(b, results), pullback)
  }

/**
 * `f` with its pullback as its derivative, whatever it computes: what says otherwise than the operations inside, as a
 * straight-through estimator does, or says the same in another way. In a function that is lifted, in a layer or a loss, it holds
 * as well, while of a pullback that is merely dropped, as in `f(x)[0]` of an `f` without `custom`, nobody can know.
 *
 * The value has to depend on the argument alone: to close over something else that derivatives are taken of is an error, since
 * the pullback says nothing of it. `jvp` needs the `pushforward`, the linear map from tangents of the argument to those of the
 * value, and is an error without.
 *
 * @example
 * type Two = Tensor<readonly [2]>
 * // Rounds, and is differentiated as if it did not: Y. Bengio et al., "Estimating or propagating gradients" (2013).
 * const rounded = custom<Two, Two>((x) => [t.round(x), (dy) => dy])
 * const f = lift((x: Two) => pipe(rounded(x)[0], t.mul(x), t.sum()))
 * gradient(f)(t.of([2], [1.25, -2.75])) // [2.25, -5.75], round x + x
 *
 * @example
 * // Passes on at most 1 of each cotangent.
 * type V = Tensor<readonly [3]>
 * const clipped = custom<V, V>((x) => [x, (dx) => pipe(dx, t.maximum(-1), t.minimum(1))])
 * const f = lift((x: V) => pipe(clipped(x)[0], t.square, t.sum()))
 * gradient(f)(t.of([3], [3, -2, 0.25])) // [1, -1, 0.5]
 */
export const custom = <A, B>(f: Differentiable<A, B>, pushforward?: Pushforward<A, B>): Differentiable<A, B> =>
  ruled('custom', f, pushforward)

/**
 * The same tensors, through which no derivative goes.
 *
 * @example
 * const f = lift((x: Tensor<readonly [2]>) => pipe(stopGradient(x), t.mul(x), t.sum()))
 * gradient(f)(t.of([2], [3, 4])) // [3, 4], and not [6, 8]
 */
export const stopGradient = <A>(a: A): A => {
  const values = floats(a)
  const nothing = { program: { inputs: values, instructions: [], results: [] }, captured: [] }
  return withFloats(a, obey(values, (results) => (
    { operation: 'stopGradient', at: undefined, inputs: [], values, results, captured: [], pullback: nothing })))
}
