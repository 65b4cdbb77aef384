/**
 * `lift` turns an ordinary function of tensors into a `Differentiable`: the function is traced once, and its derivative is
 * the composition of its primitives' rules. Under an outer trace all of this is recorded and vanishes into the program.
 */
import { argumentsOf } from '../program/custom.js'
import type { Id, Program } from '../program/program.js'
import { definitions } from '../program/program.js'
import { isFloat } from '../program/scalar.js'
import { backThrough, ofLayer } from '../tensor/layer.js'
import type { Pullback } from '../tensor/rule.js'
import { apply, type AnyTensor } from '../tensor/tensor.js'
import * as tree from '../tensor/tree.js'
import { add, zerosLike } from '../tensor/untyped.js'
import { arrivals } from './arrivals.js'
import { aligned, applied, traced } from './application.js'
import type { Differentiable } from './arrow.js'
import { backward } from './backward.js'
import { follow } from './custom.js'

type Maybe = AnyTensor | undefined

/** A program run on tensors: all its values by number, and what rules kept for the way back, by instruction. */
interface Run {
  readonly program: Program
  readonly values: readonly AnyTensor[]
  readonly kept: readonly (readonly AnyTensor[])[]
}

export const forward = (program: Program, inputs: readonly AnyTensor[], known?: ReadonlyMap<Id, AnyTensor>): Run => {
  const values: AnyTensor[] = [...inputs]
  const kept = program.instructions.map(({ primitive, operands, first, types, layer }) => {
    const before = known?.get(first)
    if (before !== undefined) {
      values.push(before)
      return []
    }
    const rule = backward(primitive)
    const given = operands.map((id) => values[id] as AnyTensor)
    const results = ofLayer(layer, () => rule.forward?.(primitive, given) ?? apply(primitive, ...given))
    values.push(...results.slice(0, types.length))
    return results.slice(types.length)
  })
  return { program, values, kept }
}

/** Which values depend on the first `n` inputs in a way that has a derivative. */
const active = (program: Program, values: readonly AnyTensor[], n: number): ReadonlySet<Id> => {
  const movable = (id: Id): boolean => isFloat((values[id] as AnyTensor).dtype)
  const found = new Set<Id>(program.inputs.flatMap((_, id) => (id < n && movable(id) ? [id] : [])))
  for (const instruction of program.instructions) {
    if (!argumentsOf(instruction.primitive, instruction.operands).some((id) => found.has(id))) continue
    for (const id of definitions(instruction)) if (movable(id)) found.add(id)
  }
  return found
}

/**
 * The pullback of a program at `values`: from cotangents of the results to those of all values that depend on the first `n`
 * inputs. Products `apart` give their right operand none.
 */
const pull = (
  { program, values, kept }: Run, n: number, cotangents: readonly Maybe[], apart?: ReadonlySet<Id>,
): ((id: Id) => Maybe) => {
  const moving = active(program, values, n)
  // Cotangents at a fan-out are added in the order of the forward uses: the contract's order.
  const { arrive: put, total } = arrivals<Id, AnyTensor>(add)
  const arrive = (id: Id, place: number, tensor: Maybe): void => {
    if (tensor !== undefined && moving.has(id)) put(id, place, tensor)
  }
  program.results.forEach((id, i) => arrive(id, program.instructions.length + i, cotangents[i]))
  program.instructions.toReversed().forEach((instruction, fromEnd) => {
    const place = program.instructions.length - 1 - fromEnd
    const received = definitions(instruction).map(total)
    if (received.every((d) => d === undefined)) return
    const isApart = apart?.has(instruction.first) === true
    const wanted = instruction.operands.map((id, i) => moving.has(id) && !(isApart && i === 1))
    if (!wanted.includes(true)) return
    const { pull: rule } = backward(instruction.primitive)
    const at = applied(instruction, values, kept[place])
    // Operands of one instruction are used in their own order: fractions of a place.
    backThrough(instruction.layer, () => rule(at, received, wanted, pullback)).forEach((d, i) =>
      arrive(instruction.operands[i] as Id, place + i / (instruction.operands.length + 1), d))
  })
  return total
}

/** The pullback to the first `n` inputs. */
export const pullInputs = (run: Run, n: number, cotangents: readonly Maybe[]): readonly AnyTensor[] => {
  const of = pull(run, n, cotangents)
  return run.values.slice(0, n).map((value, id) => of(id) ?? zerosLike(value))
}

const pullback: Pullback = (program, inputs, known, apart) => {
  const run = forward(program, inputs, known)
  return [run.values, (cotangents) => pull(run, inputs.length, cotangents, apart)]
}

/**
 * The differentiable function that `f`, an ordinary function of tensors (or of records and tuples of them), stands for.
 *
 * @example
 * const energy = lift((v: Tensor<readonly [4], 'f64'>) => pipe(v, t.mul(v), t.sum()))
 * const [value, pullback] = energy(t.of([4], [1, 2, 3, 4], 'f64'))
 * pullback(t.scalar(1, 'f64')) // [2, 4, 6, 8]
 */
export const lift = <A, B>(f: (a: A) => B): Differentiable<A, B> => (a) => {
  const { program, inputs, n, valueOf } = traced('lift', f, a)
  const run = forward(program, inputs)
  const value = valueOf(run.values)
  return follow(a, value, (db) => tree.replace(a, pullInputs(run, n, aligned('lift', 'the cotangent', value, db))))
}
