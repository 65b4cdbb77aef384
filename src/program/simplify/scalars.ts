/** Maps in their simplest form: simple expressions, each operand read once, and no map that gives back its operand. */
import type { DType, Shape } from '../../shape/shape.js'
import { elementsOf } from '../elements.js'
import { count, type Id, type Instruction, type Program } from '../program.js'
import { constant, parameter, type Expression, type Scalar } from '../scalar.js'
import { simplifyScalar } from './expression.js'
import { inBodies, rewrite, type Draft } from './rewrite.js'
import { expressionText } from './text.js'

/** One scalar everywhere. */
export const splat = ({ emit }: Draft, dtype: DType, value: number, shape: Shape): Id => {
  const elements = elementsOf(dtype, [value])
  const constant = (shape: Shape): Id => emit({ kind: 'constant', type: { shape, dtype }, elements }, [])
  return count(shape) === 1 ? constant(shape) : emit({ kind: 'broadcast', shape }, [constant([])])
}

/** The parameters that a result depends on. */
const readBy = (result: Scalar): ReadonlySet<number> => {
  const [seen, read] = [new Set<Scalar>(), new Set<number>()]
  const visit = (node: Scalar): void => {
    if (seen.has(node)) return
    seen.add(node)
    if (node.op === 'parameter') read.add(node.index)
    if ('args' in node) node.args.forEach(visit)
  }
  visit(result)
  return read
}

/** Expressions that are simple and read all of their parameters. */
const settled = new WeakSet<Expression>()

const settle = (parameters: readonly DType[], result: Scalar): Expression => {
  const made = { parameters, result }
  settled.add(made)
  return made
}

/**
 * A way to write maps simply, some operands perhaps known to be one number everywhere. Equal expressions become one
 * object, so that whatever is made of an expression is made once.
 */
export const simpleMaps = (draft: Draft, known: (id: Id) => number | undefined) => {
  const shared = new Map<string, Expression>()
  const share = (expression: Expression): Expression => {
    const text = expressionText(expression)
    const first = shared.get(text) ?? expression
    shared.set(text, first)
    return first
  }
  return ({ operands }: Instruction, expression: Expression): Id | undefined => {
    const values = operands.map(known)
    const ids = [...new Set(operands.filter((_, i) => values[i] === undefined))]
    if (ids.length === operands.length && settled.has(expression)) {
      const first = share(expression)
      return first === expression ? undefined : draft.emit({ kind: 'map', expression: first }, operands)
    }
    const read = (id: Id, dtype: DType, among: readonly Id[]): Scalar => parameter(dtype, among.indexOf(id))
    const simplified = (among: readonly Id[]): Scalar => simplifyScalar(expression, operands.map((id, i) => {
      const [dtype, value] = [expression.parameters[i]!, values[i]]
      return value === undefined ? read(id, dtype, among) : constant(dtype, value)
    }))
    const all = simplified(ids)
    if (all.op === 'constant') return splat(draft, all.dtype, all.value, draft.typeOf(operands[0]!).shape)
    if (all.op === 'parameter') return ids[all.index]!
    const needed = readBy(all)
    // A map has a shape from an operand, even where it reads none.
    const left = needed.size > 0 ? ids.filter((_, i) => needed.has(i)) : ids.slice(0, 1)
    if (left.length === 0) return undefined
    const made = share(settle(
      left.map((id) => expression.parameters[operands.indexOf(id)]!),
      left.length === ids.length ? all : simplified(left),
    ))
    return draft.emit({ kind: 'map', expression: made }, left)
  }
}

const simplifyMaps = (program: Program): Program => rewrite(program, (draft) => {
  const write = simpleMaps(draft, () => undefined)
  return (instruction) => {
    const { primitive } = instruction
    return primitive.kind === 'map' ? write(instruction, primitive.expression) : undefined
  }
})

/**
 * The program with every map's expression simplified.
 *
 *     %1 = map add(mul(x0, 1), sub(x1, 0)) %0 %0    ▸    %1 = map add(x0, x0) %0
 */
export const scalars: (program: Program) => Program = inBodies(simplifyMaps)
