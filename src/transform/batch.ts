/** Functions of one example, applied to many at once: traced for one, and replayed with each primitive's rule. */
import type { Custom } from '../program/custom.js'
import type { Kind, Primitive } from '../program/primitive.js'
import { ofLayer } from '../tensor/layer.js'
import type { Rule as Derivative } from '../tensor/rule.js'
import { apply, isTensor, type AnyTensor } from '../tensor/tensor.js'
import { trace } from '../tensor/trace.js'
import * as tree from '../tensor/tree.js'
import { zerosLike } from '../tensor/untyped.js'
import { loop, type Through } from './loop.js'
import { rules } from './rules.js'
import { repeated, type Value, type Values } from './value.js'

type Maybe = AnyTensor | undefined

const shared = (tensor: AnyTensor): Value => ({ tensor, isBatched: false })

/** One primitive of all examples. */
const applied = (primitive: Primitive | Custom, operands: Values, n: number): Values => {
  const { kind } = primitive
  if (!operands.some(({ isBatched }) => isBatched)) return apply(primitive, ...operands.map(({ tensor }) => tensor)).map(shared)
  if (kind === 'custom') return custom(primitive, operands, n)
  if (kind === 'scan') return loop(primitive, operands, n, through)
  // What has no operands is never batched; the table is by kind, which the compiler does not follow.
  const rule = rules[kind as keyof typeof rules] as (p: Primitive, o: Values, n: number) => AnyTensor
  return [{ tensor: rule(primitive, operands, n), isBatched: true }]
}

/** A program on values of `n` examples: its results. */
const through: Through = (program, inputs, n) => {
  const values = [...inputs]
  for (const { primitive, operands, layer } of program.instructions)
    values.push(...ofLayer(layer, () => applied(primitive, operands.map((id) => values[id] as Value), n)))
  return program.results.map((id) => values[id] as Value)
}

/**
 * What `f`, a function of one example, gives for `n` at once: its result's tree with symbols in the places of tensors, and the
 * values that belong there. The tensors of `a` at the places of `flags` are of all examples, along their first axis.
 */
export const batched = <A, B>(
  f: (a: A) => B, a: A, flags: readonly boolean[], n: number,
): { readonly result: B; readonly values: Values } => {
  const given = tree.tensors(a)
  const example = given.map((x, i) => (flags[i] === true ? zerosLike({ shape: x.shape.slice(1), dtype: x.dtype }) : x))
  const { program, captured, result } = trace(f, tree.replace(a, example))
  const inputs = given.map((tensor, i) => ({ tensor, isBatched: flags[i] === true }))
  return { result, values: through(program, [...inputs, ...captured.map(shared)], n) }
}

/** The same, where every tensor of the result is asked for of every example. */
export const batchedAll = <A, B>(f: (a: A) => B, a: A, flags: readonly boolean[], n: number): B => {
  const { result, values } = batched(f, a, flags, n)
  return tree.replace(result, values.map((value) => repeated(value, n)))
}

/** A function with a rule of its own: the rule is one of each example, as the function is. */
const custom = (primitive: Custom, operands: Values, n: number): Values => {
  const own = primitive.inputs + primitive.values
  const rule = primitive.rule as Derivative<Kind>
  const flags = operands.map(({ isBatched }, i) => i < own || isBatched)
  const given = operands.map((value, i) => (i < own ? repeated(value, n) : value.tensor))
  /** What `f` gives along the cotangents of the results or the tangents of the operands, of which some may be missing. */
  const each = (
    f: (at: Parameters<typeof rule.push>[0], along: readonly Maybe[]) => readonly Maybe[], isAlong: readonly boolean[],
  ) => (at: Parameters<typeof rule.push>[0], along: readonly Maybe[]): readonly Maybe[] => {
    const all = { operands: at.operands, results: at.results, along }
    const flagsOfAll = [...flags, ...at.results.map(() => true), ...isAlong.filter((_, i) => isTensor(along[i]))]
    return batchedAll((one: typeof all) => f({ ...at, ...one }, one.along), all, flagsOfAll, n)
  }
  const made: Derivative<Kind> = {
    pull: (at, cotangents, wanted, pullback) =>
      each((one, along) => rule.pull(one, along, wanted, pullback), cotangents.map(() => true))(at, cotangents),
    push: (at, tangents, pushforward) => each((one, along) => rule.push(one, along, pushforward), flags)(at, tangents),
  }
  return apply({ ...primitive, rule: made }, ...given).map((tensor) => ({ tensor, isBatched: true }))
}
