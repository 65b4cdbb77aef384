/** One of two functions, as a value says. */
import type { Id, Program, TensorType } from '../program/primitive.js'
import { resultTypes } from '../program/infer.js'
import { not } from '../program/scalar.js'
import { aFunction, check } from '../shape/options.js'
import { alike } from './alike.js'
import { apart } from './apart.js'
import { expectFlag } from './argument.js'
import { looping } from './looping.js'
import { apply, readable, type AnyTensor, type Tensor } from './tensor.js'
import { trace, type Traced } from './trace.js'
import * as tree from './tree.js'
import { elementwise, zerosLike } from './untyped.js'

const negated = elementwise(not)

/** The body of a loop that is guarded, does not use what it carries, and carries on what a program gives. */
const bodyOf = ({ inputs, instructions, results }: Program, types: readonly TensorType[]): Program => {
  const n = inputs.length
  const moved = (id: Id): Id => (id < n ? id : id + 1 + types.length)
  return {
    inputs: [...inputs, { shape: [], dtype: 'bool' }, ...types],
    instructions: instructions.map((i) => ({ ...i, operands: i.operands.map(moved), first: moved(i.first) })),
    results: [n, ...results.map(moved)],
  }
}

/**
 * Gives what `yes` makes of its argument where the predicate, a bool [], is true, else what `no` makes of it. Only that one is
 * run, in compiled programs, too; derivatives go through it alone. Both have to give the same tree of tensors of the same shapes
 * and element types. Where the predicate is known, outside of traces, it is the function itself that is called. For a choice
 * element by element, of two values that are both there, see `where`.
 *
 * @example
 * type X = Tensor<readonly []>
 * const safe = (x: X) => pipe(x, cond(pipe(x, greater(0)), log, neg))
 * safe(scalar(1)) // 0
 * safe(scalar(-2)) // 2
 * differentiable.gradient(differentiable.lift(safe))(scalar(-2)) // -1
 */
export const cond = looping(<A, B>(
  predicate: Tensor<readonly [], 'bool'>, yes: (a: A) => B, no: (a: A) => B,
): ((a: A) => B) => {
  const goes = expectFlag('cond', 'predicate', predicate)
  check('cond', { yes, no }, { yes: aFunction, no: aFunction })
  const known = readable(goes)
  if (known !== undefined) return known[0] === 0 ? no : yes
  return (a) => {
    const [first, second] = [trace(apart(yes), a), trace(apart(no), a)]
    const aligned = alike('cond', 'what no gives', second.result, first.result, 'as yes gives it')
    const places = new Map(tree.tensors(second.result).map((tensor, i) => [tensor, second.program.results[i]!]))
    const types = resultTypes(first.program)
    /** What a function gives where the guard holds, else what is there. */
    const ran = (guard: AnyTensor, { program, captured }: Traced<B>, otherwise: readonly AnyTensor[]): readonly AnyTensor[] => apply(
      { kind: 'scan', body: bodyOf(program, types), constants: program.inputs.length, carried: 1 + types.length, steps: 1, reverse: false, guarded: true },
      ...tree.tensors(a), ...captured, guard, ...otherwise,
    ).slice(1)
    const inOrder = { ...second, program: { ...second.program, results: aligned.map((tensor) => places.get(tensor)!) } }
    return tree.replace(first.result, ran(negated(goes), inOrder, ran(goes, first, types.map(zerosLike))))
  }
})
