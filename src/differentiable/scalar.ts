/**
 * Derivatives of scalar expressions: one line per instruction, in terms of operands, result `y` and cotangent `dy`.
 * A call uses the rule of the named function; its body is never looked into.
 */
import type { DType } from '../shape/shape.js'
import { expressionOf, resultOf, type Expression } from '../program/expression.js'
import {
  add, convert, div, isFloat, le, like, lt, mul, neg, nodesOf, not, parameter, readBy, select, substitute,
  type Opcode, type Scalar,
} from '../program/scalar.js'
import { remembered } from '../program/memo.js'
import { functionOf } from '../program/scalarFunction.js'
import { arrivals } from './arrivals.js'

type Rule = (args: readonly Scalar[], y: Scalar, dy: Scalar) => readonly (Scalar | undefined)[]

const where = (condition: Scalar, dy: Scalar): Scalar => select(condition, dy, like(dy, 0))
const sign = (x: Scalar): Scalar => select(lt(x, like(x, 0)), like(x, -1), select(lt(like(x, 0), x), like(x, 1), like(x, 0)))

const rules: Partial<Readonly<Record<Opcode, Rule>>> = {
  add: (_, __, dy) => [dy, dy],
  sub: (_, __, dy) => [dy, neg(dy)],
  mul: ([a, b], _, dy) => [mul(dy, b!), mul(dy, a!)],
  div: ([, b], y, dy) => [div(dy, b!), neg(div(mul(dy, y), b!))], // ∂(a/b) = da/b - y·db/b
  neg: (_, __, dy) => [neg(dy)],
  abs: ([x], _, dy) => [mul(dy, sign(x!))],
  sqrt: (_, y, dy) => [div(dy, add(y, y))], // dx = dy / 2y
  min: ([a, b], _, dy) => [where(le(a!, b!), dy), where(not(le(a!, b!)), dy)], // the first of equals wins
  max: ([a, b], _, dy) => [where(le(b!, a!), dy), where(not(le(b!, a!)), dy)],
  select: ([c], _, dy) => [undefined, where(c!, dy), where(not(c!), dy)],
  convert: ([x], _, dy) => [isFloat(x!.dtype) ? convert(dy, x!.dtype) : undefined],
}

const local = (node: Scalar, y: Scalar, dy: Scalar): readonly (Scalar | undefined)[] => {
  if (node.op === 'call') return functionOf(node).partials(node.args, y).map((p) => p && mul(dy, p))
  if (node.op === 'parameter' || node.op === 'constant') return []
  return rules[node.op]?.(node.args, y, dy) ?? []
}

/**
 * What a map's operands receive: for each parameter the expression of its cotangent over the parameters (x₀, …, y, dy),
 * `undefined` where it is zero everywhere.
 */
const differentiate = (f: Expression): readonly (Scalar | undefined)[] => {
  const [{ parameters }, result] = [f, resultOf(f)]
  const n = parameters.length
  const [y, dy] = [parameter(result.dtype, n), parameter(result.dtype, n + 1)]
  const value = (node: Scalar): Scalar => (node === result ? y : node)
  // Shares that reach a node, each with the place of the use in the forward order, in which they are added.
  const { arrive, total } = arrivals<Scalar | number, Scalar>(add)
  const key = (node: Scalar): Scalar | number => (node.op === 'parameter' ? node.index : node)
  const nodes = nodesOf(result)
  arrive(key(result), nodes.length, dy)
  nodes.toReversed().forEach((node, fromEnd) => {
    const d = 'args' in node && isFloat(node.dtype) ? total(node) : undefined
    if (d === undefined || !('args' in node)) return
    local(node, value(node), d).forEach((share, i) => {
      const operand = node.args[i]
      if (share === undefined || operand === undefined || !isFloat(operand.dtype)) return
      arrive(key(operand), nodes.length - 1 - fromEnd + i / (node.args.length + 1), share)
    })
  })
  return parameters.map((dtype, index) => (isFloat(dtype) ? total(index) : undefined))
}

/** An expression over the operands that it reads, and which those are. */
export interface Share {
  readonly expression: Expression
  readonly reads: readonly number[]
}

/** A result without the parameters that it never reads. */
const compact = (parameters: readonly DType[], result: Scalar): Share => {
  const reads = [...readBy(result)].sort((a, b) => a - b)
  const dtypes = reads.map((i) => parameters[i] as DType)
  const renamed = substitute(result, (i) => parameter(parameters[i] as DType, reads.indexOf(i)))
  return { expression: expressionOf(dtypes, renamed), reads }
}

/** For each operand of a map its share of the cotangent, as an expression over some of (x₀, …, y, dy). */
export const shares = /* @__PURE__ */ remembered((f: Expression): readonly (Share | undefined)[] => {
  const { dtype } = resultOf(f)
  return differentiate(f).map((d) => d && compact([...f.parameters, dtype, dtype], d))
})
