/**
 * The lowering of a scalar expression to straight-line code: calls are inlined, equal subexpressions are computed once.
 * Backends execute or translate this, never the graph.
 */
import type { DType } from '../shape/shape.js'
import { scalars, type Expression, type Opcode, type Scalar } from './scalar.js'

/** One step: registers are numbered by position, parameters and constants included. */
export type Step =
  | { readonly op: 'parameter'; readonly dtype: DType; readonly index: number }
  | { readonly op: 'constant'; readonly dtype: DType; readonly value: number }
  | { readonly op: Opcode; readonly dtype: DType; readonly args: readonly number[] }

export interface Code {
  readonly steps: readonly Step[]
  readonly result: number
}

/** A number as text that tells -0 from 0. */
export const literal = (value: number): string => (Object.is(value, -0) ? '-0' : String(value))

/** The text of a step, the same for equal steps. */
export const printStep = (step: Step): string =>
  step.op === 'parameter' ? `parameter ${step.index} ${step.dtype}`
  : step.op === 'constant' ? `constant ${literal(step.value)} ${step.dtype}`
  : `${step.op} ${step.args.join(' ')} ${step.dtype}`

/** Steps without repetition: an equal one is where the first is. */
const distinct = () => {
  const steps: Step[] = []
  const byText = new Map<string, number>()
  return {
    steps,
    emit: (step: Step): number => {
      const text = printStep(step)
      const at = byText.get(text) ?? steps.push(step) - 1
      byText.set(text, at)
      return at
    },
  }
}

const cache = new WeakMap<Expression, Code>()

export const lower = (expression: Expression): Code => {
  const known = cache.get(expression)
  if (known !== undefined) return known
  const { steps, emit } = distinct()
  const byNode = new Map<Scalar, number>()
  const visit = (node: Scalar): number => {
    const seen = byNode.get(node)
    if (seen !== undefined) return seen
    const at =
      node.op === 'parameter' || node.op === 'constant' ? emit(node)
      : node.op === 'call' ? visit(node.callee.body(...scalars(node.args)))
      : emit({ op: node.op, dtype: node.dtype, args: node.args.map(visit) })
    byNode.set(node, at)
    return at
  }
  const code = { result: visit(expression.result), steps }
  cache.set(expression, code)
  return code
}

/** Straight-line code with several results. */
export interface Linked {
  readonly steps: readonly Step[]
  readonly results: readonly number[]
}

/**
 * Several codes as one over common sources, what is equal in them computed once. The arguments of each are numbers of
 * values: sources first, then the results of the codes before it. The results are those of the codes.
 */
export const link = (sources: readonly DType[], parts: readonly { readonly code: Code; readonly args: readonly number[] }[]): Linked => {
  const { steps, emit } = distinct()
  const values = sources.map((dtype, index) => emit({ op: 'parameter', dtype, index }))
  for (const { code, args } of parts) {
    const places: number[] = []
    for (const step of code.steps) {
      places.push(step.op === 'parameter' ? (values[args[step.index] as number] as number)
        : step.op === 'constant' ? emit(step)
        : emit({ ...step, args: step.args.map((a) => places[a] as number) }))
    }
    values.push(places[code.result] as number)
  }
  return { steps, results: values.slice(sources.length) }
}

/** The whole meaning of an expression as text: equal texts compute equal bits. */
export const codeText = (expression: Expression): string => {
  const { steps, result } = lower(expression)
  return `${steps.map(printStep).join('; ')} -> ${result}`
}

/** What stands before the arguments: a function's name, the dtype that a conversion gives, else the instruction. */
const head = (node: Extract<Scalar, { readonly args: readonly Scalar[] }>): string =>
  node.op === 'call' ? node.callee.name
  : node.op === 'convert' || node.op === 'bitcast' ? node.dtype
  : node.op

/** An expression as a person reads it: `max(0, x0)`; calls by name. */
export const printScalar = (node: Scalar): string =>
  node.op === 'parameter' ? `x${node.index}`
  : node.op === 'constant' ? literal(node.value)
  : `${head(node)}(${node.args.map(printScalar).join(', ')})`
