/** Loops over many examples at once: every step is one of all examples. */
import type { Custom } from '../program/custom.js'
import type { Of, Primitive } from '../program/primitive.js'
import type { Program } from '../program/program.js'
import { and, constant, convert, lt, select, type Scalar } from '../program/scalar.js'
import type { Shape } from '../shape/shape.js'
import { stopGradient } from '../tensor/stopGradient.js'
import { apply, type AnyTensor } from '../tensor/tensor.js'
import { trace } from '../tensor/trace.js'
import { broadcast, elementwise, gather, reduce, reshape, total, zerosLike } from '../tensor/untyped.js'
import { exchanged, repeated, type Value, type Values } from './value.js'

/** A program on values of `n` examples: its results. */
export type Through = (program: Program, inputs: Values, n: number) => Values

type Flags = readonly boolean[]

/** What of a loop is each example's own: inputs of the body, results, and the number of steps. */
interface LoopFlags {
  readonly inputs: Flags
  readonly results: Flags
  readonly endsApart: boolean
}

/** Which results of a program are each example's own, from which inputs are. */
const batchedResults = ({ instructions, results }: Program<Primitive | Custom>, inputs: Flags): Flags => {
  const flags = [...inputs]
  for (const { primitive, operands, types } of instructions) {
    const given = operands.map((id) => flags[id] === true)
    flags.push(...(primitive.kind === 'scan' ? flagsOf(primitive, given).results : types.map(() => given.includes(true))))
  }
  return results.map((id) => flags[id] === true)
}

/**
 * The same of a loop, with the inputs of its body: what is carried is each example's own once something of its own gets into it,
 * and everything is where the number of steps is.
 */
const flagsOf = (
  { body, constants, carried, guarded }: Of<'scan'>, operands: Flags,
): LoopFlags => {
  for (let inputs = operands; ;) {
    const given = batchedResults(body, inputs)
    const endsApart = guarded === true && inputs[constants] === true
    const isReached = (id: number): boolean =>
      id >= constants && id < constants + carried && (endsApart || given[id - constants] === true)
    const next = inputs.map((isBatched, id) => isBatched || isReached(id))
    if (next.every((isBatched, id) => isBatched === inputs[id])) {
      const results = given.map((isBatched, i) => (i < carried ? inputs[constants + i] === true : isBatched || endsApart))
      return { inputs, results, endsApart }
    }
    inputs = next
  }
}

const whole = elementwise((flag: Scalar) => convert(flag, 'i32'))
const isSome = elementwise((n: Scalar) => lt(constant('i32', 0), n))
const choose = elementwise(select)
const both = elementwise(and)

/** Whether any example goes on, bool []. */
const anyOf = (goes: AnyTensor): AnyTensor => isSome(total(whole(goes)))

/** One element for each example over all of a value's. */
const over = (x: AnyTensor, shape: Shape): AnyTensor => broadcast(reshape(x, [...x.shape, ...shape.slice(1).map(() => 1)]), shape)

/** What goes on has `yes`, the rest `no`. */
const where = (goes: AnyTensor, yes: AnyTensor, no: AnyTensor): AnyTensor => choose(over(goes, yes.shape), yes, no)

/**
 * The inputs of a step where those examples that have ended are given what the first is that goes on, without a derivative: what
 * they had might be no valid index any more, or have no finite derivative.
 */
const lent = (goes: AnyTensor, inputs: Values): Values => {
  const first = reshape(reduce('argmax', whole(goes), [0]), [1])
  const ofFirst = (x: AnyTensor): AnyTensor => stopGradient(broadcast(gather(x, first), x.shape))
  return inputs.map(({ tensor, isBatched }): Value =>
    ({ tensor: isBatched ? where(goes, tensor, ofFirst(tensor)) : tensor, isBatched }))
}

/**
 * The body of all examples: given what the body is, [n, ...] where it is batched. Where examples end apart from each other, it
 * also carries whether any goes on, first of all, and those that don't keep what they have.
 */
const bodyOf = (
  { body, constants, carried }: Of<'scan'>, { inputs, results, endsApart }: LoopFlags, n: number, through: Through,
): Program => {
  const types = body.inputs.map((type, i) =>
    zerosLike(inputs[i] === true ? { shape: [n, ...type.shape], dtype: type.dtype } : type))
  const step = (given: readonly AnyTensor[]): readonly AnyTensor[] => {
    const values = given.map((tensor, i) => ({ tensor, isBatched: inputs[i] === true }))
    const goes = given[constants] as AnyTensor
    const made = through(body, endsApart ? lent(goes, values) : values, n)
    return made.map((value, i) => {
      if (!endsApart) return results[i] === true ? repeated(value, n) : value.tensor
      const next = repeated(value, n)
      if (i === 0) return both(goes, next)
      return where(goes, next, i < carried ? given[constants + i] as AnyTensor : zerosLike(next))
    })
  }
  if (!endsApart) return trace(step, types).program
  const any = zerosLike({ shape: [], dtype: 'bool' })
  const withAny = [...types.slice(0, constants), any, ...types.slice(constants)]
  return trace((given: readonly AnyTensor[]) => {
    const next = step(given.toSpliced(constants, 1))
    return [anyOf(next[0] as AnyTensor), ...next]
  }, withAny).program
}

/** The loop of all examples. Sequences [steps, ...row] of each become rows of all, [steps, n, ...row], and back. */
export const loop = (primitive: Of<'scan'>, operands: Values, n: number, through: Through): Values => {
  const { constants, carried } = primitive
  const flags = flagsOf(primitive, operands.map(({ isBatched }) => isBatched))
  const given = operands.map((value, i) => {
    if (flags.inputs[i] !== true) return value.tensor
    return i < constants + carried ? repeated(value, n) : exchanged(value.tensor, 0, 1)
  })
  const body = bodyOf(primitive, flags, n, through)
  const apart = (): readonly AnyTensor[] => {
    const withAny = given.toSpliced(constants, 0, anyOf(given[constants] as AnyTensor))
    return apply({ ...primitive, body, carried: carried + 1 }, ...withAny).slice(1)
  }
  return (flags.endsApart ? apart() : apply({ ...primitive, body }, ...given)).map((tensor, i) => {
    const isBatched = flags.results[i] === true
    return { tensor: isBatched && i >= carried ? exchanged(tensor, 0, 1) : tensor, isBatched }
  })
}
