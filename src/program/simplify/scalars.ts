/** Maps in their simplest form: simple expressions, each operand read once, and no map that gives back its operand. */
import type { DType, Shape } from '../../shape/shape.js'
import { constantPrimitive } from '../constant.js'
import { elementsOf } from '../elements.js'
import { expressionOf, type Expression } from '../expression.js'
import { keyed } from '../memo.js'
import { literal } from '../numeral.js'
import { count, type Id, type Instruction, type Program } from '../program.js'
import { simplifyScalar } from './expression.js'
import { inBodies, rewrite, type Draft } from './rewrite.js'
import { constant, parameter, readBy, type Scalar } from '../scalar.js'
import { expressionText } from '../text.js'

/** One scalar everywhere. */
export const splat = ({ emit }: Draft, dtype: DType, value: number, shape: Shape): Id => {
  const elements = elementsOf(dtype, [value])
  const constant = (shape: Shape): Id => emit(constantPrimitive({ shape, dtype }, elements), [])
  return count(shape) === 1 ? constant(shape) : emit({ kind: 'broadcast', shape }, [constant([])])
}

/** Expressions that are simple and read all of their parameters. */
const settled = new WeakSet<Expression>()

const settle = (parameters: readonly DType[], result: Scalar): Expression => {
  const made = expressionOf(parameters, result)
  settled.add(made)
  return made
}

/** What becomes of a map: one number everywhere, one of its operands, or a map of some of them, distinct and counted. */
type Form =
  | { readonly kind: 'constant'; readonly dtype: DType; readonly value: number }
  | { readonly kind: 'operand'; readonly index: number }
  | { readonly kind: 'map'; readonly expression: Expression; readonly reads: readonly number[] }

/** The form of an expression of operands that are at `places` among distinct ones, or one number everywhere. */
const formOf = (expression: Expression, places: readonly number[], values: readonly (number | undefined)[]): Form | undefined => {
  const distinct = [...new Set(places.filter((_, i) => values[i] === undefined))]
  const simplified = (among: readonly number[]): Scalar => simplifyScalar(expression, places.map((place, i) => {
    const [dtype, value] = [expression.parameters[i]!, values[i]]
    return value === undefined ? parameter(dtype, among.indexOf(place)) : constant(dtype, value)
  }))
  const all = simplified(distinct)
  if (all.op === 'constant') return { kind: 'constant', dtype: all.dtype, value: all.value }
  if (all.op === 'parameter') return { kind: 'operand', index: distinct[all.index]! }
  const needed = readBy(all)
  // A map has a shape from an operand, even where it reads none.
  const reads = needed.size > 0 ? distinct.filter((_, i) => needed.has(i)) : distinct.slice(0, 1)
  if (reads.length === 0) return undefined
  const dtypes = reads.map((place) => expression.parameters[places.indexOf(place)]!)
  return { kind: 'map', expression: settle(dtypes, reads.length === distinct.length ? all : simplified(reads)), reads }
}

/**
 * A way to write maps simply, some operands perhaps known to be one number everywhere. Equal expressions become one
 * object, so that whatever is made of an expression is made once.
 */
export const simpleMaps = (draft: Draft, known: (id: Id) => number | undefined) => {
  const shared = keyed<Expression>()
  const share = (expression: Expression): Expression => shared(expressionText(expression), () => expression)
  const forms = new Map<Expression, Map<string, Form | undefined>>()
  const form = (expression: Expression, places: readonly number[], values: readonly (number | undefined)[]): Form | undefined => {
    const key = places.map((place, i) => (values[i] === undefined ? `x${place}` : literal(values[i]))).join()
    const own = forms.get(expression) ?? new Map<string, Form | undefined>()
    forms.set(expression, own)
    if (!own.has(key)) {
      const made = formOf(expression, places, values)
      own.set(key, made?.kind === 'map' ? { ...made, expression: share(made.expression) } : made)
    }
    return own.get(key)
  }
  return ({ operands }: Instruction, expression: Expression): Id | undefined => {
    const values = operands.map(known)
    const ids = [...new Set(operands)]
    if (ids.length === operands.length && values.every((value) => value === undefined) && settled.has(expression)) {
      const first = share(expression)
      return first === expression ? undefined : draft.emit({ kind: 'map', expression: first }, operands)
    }
    const made = form(expression, operands.map((id) => ids.indexOf(id)), values)
    return made === undefined ? undefined
      : made.kind === 'constant' ? splat(draft, made.dtype, made.value, draft.typeOf(operands[0]!).shape)
      : made.kind === 'operand' ? ids[made.index]!
      : draft.emit({ kind: 'map', expression: made.expression }, made.reads.map((place) => ids[place]!))
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
