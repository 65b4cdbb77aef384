/** Rematerialization: what a function computes inside is not kept for its derivative, but computed again. */
import { count, definitions, type Id, type Program } from '../program/program.js'
import { like, select, type Scalar } from '../program/scalar.js'
import type { Kind, TensorType } from '../program/primitive.js'
import { aFunction, check } from '../shape/options.js'
import { apart } from '../tensor/apart.js'
import { looping } from '../tensor/looping.js'
import type { Rule } from '../tensor/rule.js'
import { apply, recordingOf, type AnyTensor } from '../tensor/tensor.js'
import { isDifferentiated, replay, trace } from '../tensor/trace.js'
import * as tree from '../tensor/tree.js'
import { broadcast, elementwise, scalar, zerosLike } from '../tensor/untyped.js'

type Tensors = readonly AnyTensor[]

/** A program with an input for each use of one: the cotangents of all uses are told apart. */
const byUses = (program: Program): { readonly program: Program; readonly uses: readonly Id[] } => {
  const n = program.inputs.length
  const uses = [...program.instructions.flatMap(({ operands }) => operands), ...program.results].filter((id) => id < n)
  let next = 0
  const moved = (id: Id): Id => (id < n ? next++ : id + uses.length - n)
  return {
    uses,
    program: {
      inputs: uses.map((id) => program.inputs[id]!),
      instructions: program.instructions.map((i) => ({ ...i, operands: i.operands.map(moved), first: i.first + uses.length - n })),
      results: program.results.map(moved),
    },
  }
}

/** Inputs without which nothing is computed but from constants: of those that an instruction reads, the smallest. */
const needed = ({ inputs, instructions }: Program): ReadonlySet<Id> => {
  const found = new Set<Id>()
  const dependent = new Set<Id>()
  const size = (id: Id): number => count(inputs[id]!.shape)
  for (const instruction of instructions) {
    const { operands } = instruction
    const [smallest] = operands.filter((id) => id < inputs.length).sort((a, b) => size(a) - size(b))
    if (smallest !== undefined && !operands.some((id) => found.has(id) || dependent.has(id))) found.add(smallest)
    if (operands.some((id) => found.has(id) || dependent.has(id))) for (const id of definitions(instruction)) dependent.add(id)
  }
  return found
}

const chosen = elementwise((holds: Scalar, x: Scalar) => select(holds, x, like(x, 1)))

/**
 * The same values under other names, as far as a program's simplification can see: what is computed from them is not taken for
 * what was computed before. They are chosen where a loop gives the truth value that it was given, which no pass looks into.
 */
const renamed = (tensors: Tensors, isNeeded: (i: number) => boolean): Tensors => {
  const all = [...new Set(tensors)]
  if (all.every((x) => recordingOf(x) === undefined)) return tensors
  const types = all.map(({ shape, dtype }): TensorType => ({ shape, dtype }))
  const body: Program = { inputs: [...types, { shape: [], dtype: 'bool' }], instructions: [], results: [all.length] }
  const [holds] = apply(
    { kind: 'scan', body, constants: all.length, carried: 1, steps: 1, reverse: false, guarded: true }, ...all, scalar(1, 'bool'),
  ) as readonly [AnyTensor]
  const others = new Map([...new Set(tensors.filter((_, i) => isNeeded(i)))].map((x) => [x, chosen(broadcast(holds, x.shape), x)]))
  return tensors.map((x) => others.get(x) ?? x)
}

/** The rule of a program that is run again on the way back. */
const ruleOf = (whole: Program): { readonly rule: Rule<Kind>; readonly uses: readonly Id[] } => {
  const [{ program, uses }, which] = [byUses(whole), needed(whole)]
  const rule: Rule<Kind> = {
    pull: ({ operands, results }, cotangents, _, pullback) => {
      const inputs = renamed(operands.slice(0, uses.length), (i) => which.has(uses[i]!))
      const received = pullback(program, inputs, new Map(), new Set())[1](results.map((y, i) => cotangents[i] ?? zerosLike(y)))
      return uses.map((_, i) => received(i)) as readonly AnyTensor[]
    },
    push: ({ operands }, tangents, push) => {
      const inputs = operands.slice(0, uses.length)
      return push(program, inputs, inputs.map((x, i) => tangents[i] ?? zerosLike(x)))[1]
    },
  }
  return { rule, uses }
}

/**
 * `f`, of which derivatives keep what it is given and not what it computes inside: that is computed again on the way back, which
 * takes longer, and less memory: T. Chen et al., "Training deep nets with sublinear memory cost" (2016). Values and gradients are
 * the same. What `f` closes over is kept as well. Where no derivative is taken it is `f` itself.
 *
 * @example
 * type X = Tensor<readonly [2]>
 * const block = differentiable.checkpoint((x: X) => pipe(x, t.sin, t.exp, t.sin))
 * const net = (x: X) => pipe(x, block, block, block, t.sum())
 * gradient(lift(net))(t.of([2], [0, 1])) // [0.3099375, 0.4049702]
 */
export const checkpoint = looping(<A, B>(f: (a: A) => B): ((a: A) => B) => {
  check('checkpoint', { f }, { f: aFunction })
  return (a) => {
    if (!isDifferentiated()) return f(a)
    const { program, captured, result } = trace(apart(f), a)
    const inputs = [...tree.tensors(a), ...captured]
    const all = replay(program, inputs)
    const values = program.results.map((id) => all[id] as AnyTensor)
    const { rule, uses } = ruleOf(program)
    return tree.replace(result, apply(
      { kind: 'custom', inputs: uses.length, values: values.length, rule }, ...uses.map((id) => inputs[id] as AnyTensor), ...values,
    ))
  }
})
