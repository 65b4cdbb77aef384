/** Functions and rules applied to tensors, in both directions. */
import { printType } from '../program/infer.js'
import type { Kind, Of } from '../program/primitive.js'
import { definitions, type Instruction } from '../program/program.js'
import { fail } from '../shape/error.js'
import { aFunction, check } from '../shape/options.js'
import type { Application } from '../tensor/rule.js'
import type { AnyTensor } from '../tensor/tensor.js'
import { trace } from '../tensor/trace.js'
import * as tree from '../tensor/tree.js'
import { sameType } from '../tensor/untyped.js'

/** An instruction's primitive with what it is applied to. */
export const applied = <K extends Kind>(
  instruction: Instruction, values: readonly AnyTensor[], kept: readonly AnyTensor[] = [],
): Application<K> => ({
  primitive: instruction.primitive as Of<K>,
  operands: instruction.operands.map((id) => values[id] as AnyTensor),
  results: definitions(instruction).map((id) => values[id] as AnyTensor),
  kept,
})

/** The tensors of `other` in the order of those of `model`, whose types they have to have. */
export const aligned = (operation: string, argument: string, model: unknown, other: unknown): readonly AnyTensor[] => {
  const models = tree.tensors(model)
  return tree.aligned(model, other).map((x, i) => {
    const model = models[i] as AnyTensor
    if (sameType(x, model)) return x
    return fail(operation, { argument, expected: `${printType(models[i] as AnyTensor)}, as what it belongs to`, received: x })
  })
}

/** `f` traced at `a`: its program, all that the program takes, and how many of that are the leaves of `a`. */
export const traced = <A, B>(operation: string, f: (a: A) => B, a: A) => {
  check(operation, { f }, { f: aFunction })
  const { program, captured, result } = trace(f, a, true)
  const leaves = tree.tensors(a)
  const valueOf = (values: readonly AnyTensor[]): B => tree.replace(result, program.results.map((id) => values[id] as AnyTensor))
  return { program, inputs: [...leaves, ...captured], n: leaves.length, valueOf }
}
