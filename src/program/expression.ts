/**
 * Expressions as programs hold them: the nodes of a scalar graph in a row, operands by number. So they are JSON, however much
 * of a graph is shared and however deep it is.
 */
import type { DType } from '../shape/shape.js'
import { numberOf, numeral, type Numeral } from './numeral.js'
import { argsOf, parameter, type Opcode, type Scalar } from './scalar.js'
import { ascend } from './walk.js'

/** One node, whose operands stand before it. */
export type Node =
  | { readonly op: 'parameter'; readonly dtype: DType; readonly index: number }
  | { readonly op: 'constant'; readonly dtype: DType; readonly value: Numeral }
  | {
    readonly op: 'call'; readonly dtype: DType; readonly callee: string; readonly parameters?: readonly Numeral[]
    readonly args: readonly number[]
  }
  | { readonly op: Opcode; readonly dtype: DType; readonly args: readonly number[] }

/** A scalar expression with its parameters' dtypes. The last node is the result. */
export interface Expression {
  readonly parameters: readonly DType[]
  readonly nodes: readonly Node[]
}

/** A node over other operands, its numbers written otherwise: of a graph as one of a row, or the other way round. */
const rewritten = <M, A>(node: Scalar | Node, args: readonly A[], write: (value: never) => M): unknown =>
  node.op === 'constant' ? { ...node, value: write(node.value as never) }
  : node.op === 'parameter' ? node
  : node.op === 'call' && node.parameters !== undefined
    ? { ...node, parameters: node.parameters.map(write as (value: unknown) => M), args }
  : { ...node, args }

const graphs = new WeakMap<Expression, Scalar>()

/** The expression of a graph. Nodes that are two stay two: derivatives are added where they arrive. */
export const expressionOf = (parameters: readonly DType[], result: Scalar): Expression => {
  const nodes: Node[] = []
  ascend<Scalar, number>(result, argsOf, (node, args) => nodes.push(rewritten(node, args, numeral) as Node) - 1)
  const made = { parameters, nodes }
  graphs.set(made, result)
  return made
}

/** The graph of an expression, by its result. */
export const resultOf = (expression: Expression): Scalar => {
  const known = graphs.get(expression)
  if (known !== undefined) return known
  const made: Scalar[] = []
  for (const node of expression.nodes) {
    const args = 'args' in node ? node.args.map((i) => made[i]!) : []
    made.push(rewritten(node, args, numberOf) as Scalar)
  }
  const result = made.at(-1)!
  graphs.set(expression, result)
  return result
}

/** The expression of a function over fresh parameters, of which it need not name all. */
export const expression = <const P extends readonly DType[]>(
  parameters: P, f: (...args: { readonly [K in keyof P]: Scalar }) => Scalar,
): Expression =>
  // As many as the dtypes: what is mapped over a tuple is known to the compiler as no tuple any more.
  expressionOf(parameters, f(...parameters.map(parameter) as never))
