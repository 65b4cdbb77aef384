/**
 * Derivatives of a function's own. A pullback that is not the derivative of what the function computes, or is computed
 * otherwise, holds in every trace: `lift` takes it in place of the rules of the primitives inside. It is itself a function of
 * tensors, so there are second derivatives of it.
 */
import { argumentsOf } from '../program/custom.js'
import { printType } from '../program/infer.js'
import type { Kind } from '../program/primitive.js'
import { isFloat } from '../program/scalar.js'
import { fail, TenfoldError } from '../shape/error.js'
import { aFunction, check, optional } from '../shape/options.js'
import { callSite } from '../shape/site.js'
import type { Rule } from '../tensor/rule.js'
import { apply, recordingOf, type AnyTensor, type Recorded, type Recording } from '../tensor/tensor.js'
import { isDifferentiated, recordings, replay, trace, type Traced } from '../tensor/trace.js'
import * as tree from '../tensor/tree.js'
import { sameType, zerosLike } from '../tensor/untyped.js'
import type { Differentiable } from './arrow.js'

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

/** A linear map, traced. */
type Linear = Pick<Traced<unknown>, 'program' | 'captured'>

/** A linear map between trees of these forms, over their floats. */
const traced = <A, B>(operation: string, role: string, f: (da: A) => B, from: A, to: B): Linear => {
  const { program, captured } = trace((given: Tensors) => {
    const result = f(withFloats(from, given, zerosLike))
    const found = tree.byPath(result)
    return tree.leaves(to).filter(({ tensor }) => isMoving(tensor)).map(({ path, tensor }) => {
      const moved = found.get(path)
      return moved !== undefined && sameType(moved, tensor) ? moved : fail(operation, {
        argument: path === '' ? `what the ${role} gives` : `what the ${role} gives for ${path}`,
        expected: printType(tensor),
        received: moved === undefined ? undefined : printType(moved),
      })
    })
  }, floats(from))
  return { program, captured }
}

/** The rule of `n` inputs and `m` values. Behind these, the operands are what both maps close over. */
const ruleBy = (operation: string, n: number, m: number, back: Linear, forth: Linear | undefined): Rule<Kind> => {
  const at = callSite()
  const through = ({ program }: Linear, given: readonly (AnyTensor | undefined)[], like: Tensors, captured: Tensors): Tensors => {
    const values = replay(program, [...like.map((x, i) => given[i] ?? zerosLike(x)), ...captured])
    return program.results.map((id) => values[id] as AnyTensor)
  }
  const between = n + m + back.captured.length
  return {
    pull: ({ operands, results }, cotangents) => through(back, cotangents, results, operands.slice(n + m, between)),
    push: ({ operands }, tangents) => {
      const given = tangents.slice(0, n)
      if (given.every((t) => t === undefined)) return []
      if (forth === undefined)
        throw new TenfoldError(operation, {
          argument: 'pushforward', expected: 'given, as jvp takes tangents forward', received: undefined,
        }, at)
      return through(forth, given, operands.slice(0, n), operands.slice(between))
    },
  }
}

/** What a record depends on in a way that has a derivative: for a result of a rule, what the rule says. */
const reads = ({ primitive, operands }: Recorded): Tensors => argumentsOf(primitive, operands).filter(isMoving)

/** What tensors depend on, of all that was there when the recordings had so many records. */
const sourcesOf = (tensors: Tensors, before: (recording: Recording) => number): Tensors => {
  const needed = new Set(tensors)
  for (const recording of recordings().toReversed())
    for (const record of recording.records.slice(before(recording)).reverse()) {
      if (!record.results.some((tensor) => needed.has(tensor))) continue
      record.results.forEach((tensor) => needed.delete(tensor))
      reads(record).forEach((tensor) => needed.add(tensor))
    }
  return [...needed].filter((tensor) => recordingOf(tensor)?.differentiated === true)
}

/** `custom`, told of by the name of what the user called, and of the argument that `f` is there. */
export const ruled = <A, B>(
  operation: string, f: Differentiable<A, B>, pushforward?: Pushforward<A, B>, argument = 'f',
): Differentiable<A, B> => {
  const given = (a: A): ReturnType<typeof f> => {
    const pair: unknown = f(a)
    if (Array.isArray(pair) && typeof pair[1] === 'function') return pair as unknown as ReturnType<typeof f>
    return fail(operation, { argument, expected: 'a function that gives [value, pullback]', received: pair })
  }
  return (a) => {
    if (!isDifferentiated()) return given(a)
    const before = new Map(recordings().map((recording) => [recording, recording.records.length]))
    const [b, pullback] = given(a)
    if (isKnown(a, b, pullback)) return [b, pullback]
    const [inputs, values] = [floats(a), floats(b)]
    // What goes in is there already; of the rest nothing may come from what derivatives are taken of.
    const others = sourcesOf(values, (recording) => before.get(recording) ?? 0).filter((tensor) => !inputs.includes(tensor))
    const [source] = sourcesOf(others, () => 0)
    if (source !== undefined)
      fail(operation, {
        argument,
        expected: 'a function of its argument alone, which its pullback speaks of: make what else it closes over part of the '
          + 'argument, or close over its stopGradient',
        received: `one of a ${printType(source)} that derivatives are taken of`,
      })
    const back = traced(operation, 'pullback', pullback, b, a)
    const forth = pushforward && traced(operation, 'pushforward', pushforward(a, b), a, b)
    const rule = ruleBy(operation, inputs.length, values.length, back, forth)
    const results = apply({ kind: 'custom', inputs: inputs.length, values: values.length, rule },
      ...inputs, ...values, ...back.captured, ...forth?.captured ?? [])
    return follow(a, withFloats(b, results), pullback)
  }
}

/**
 * `f` with its pullback as its derivative, whatever it computes: what says otherwise than the operations inside, as a
 * straight-through estimator does, or says the same in another way. In a function that is lifted, in a layer or a loss, it holds
 * as well. Without `custom`, a lifted function that takes `f(x)[0]` drops the pullback: its derivative is that of what `f` does.
 *
 * The value has to depend on the argument alone: to close over something else that derivatives are taken of, or over what a step
 * of a `scan` is given, is an error, since the pullback says nothing of it. `jvp` needs the `pushforward`, the linear map from
 * tangents of the argument to those of the value, and is an error without.
 *
 * @example
 * // Rounds, and is differentiated as if it did not: Y. Bengio et al., "Estimating or propagating gradients" (2013).
 * type Two = Tensor<readonly [2]>
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
export const custom = <A, B>(f: Differentiable<A, B>, pushforward?: Pushforward<A, B>): Differentiable<A, B> => {
  check('custom', { f, pushforward }, { f: aFunction, pushforward: optional(aFunction) })
  return ruled('custom', f, pushforward)
}
