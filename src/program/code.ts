/**
 * The lowering of a scalar expression to straight-line code: calls are inlined, equal subexpressions are computed once.
 * Backends execute or translate this, never the graph.
 */
import type { DType } from '../shape/shape.js'
import { argsOf, expression, nodesOf, type Expression, type Opcode, type Scalar, type ScalarFunction } from './scalar.js'
import { ascend } from './walk.js'

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

export const lower = (of: Expression): Code => {
  const known = cache.get(of)
  if (known !== undefined) return known
  const { steps, emit } = distinct()
  const partsOf = (node: Scalar): readonly Scalar[] =>
    (node.op === 'call' ? [node.callee.body(...node.args)] : argsOf(node))
  const result = ascend<Scalar, number>(of.result, partsOf, (node, args) =>
    (node.op === 'call' ? args[0]! : emit('args' in node ? { op: node.op, dtype: node.dtype, args } : node)))
  const code = { result, steps }
  cache.set(of, code)
  return code
}

/**
 * Steps of lowered code that are put together in one kernel, at most: what takes an engine long to compile, and needs more
 * registers than there are, saves nothing any more. What one expression says alone stays one kernel.
 */
export const longest = 2048

type Call = Scalar & { readonly op: 'call' }

/** How long code is: steps, and calls that are written out to some more. */
export interface Extent {
  readonly steps: number
  readonly calls: readonly Call[]
}

export const extentOf = ({ result }: Expression): Extent => {
  const nodes = nodesOf(result)
  const calls = nodes.filter((node): node is Call => node.op === 'call')
  return { steps: nodes.length - calls.length, calls }
}

/** About as many steps as the longest function here has: how many one has matters only where several are called. */
const longestCall = 500

const bodies = new WeakMap<ScalarFunction, Map<string, number>>()
/** The steps that a call is written out to, or some more where it has the same ones twice. */
const bodyLength = ({ callee, args }: Call): number => {
  const known = bodies.get(callee) ?? new Map<string, number>()
  bodies.set(callee, known)
  const dtypes = args.map((arg) => arg.dtype)
  const length = known.get(dtypes.join()) ?? lengthOf(extentOf(expression(dtypes, callee.body)))
  known.set(dtypes.join(), length)
  return length
}
const lengthOf = ({ steps, calls }: Extent): number => calls.reduce((sum, call) => sum + bodyLength(call), steps)

/** The extent of codes that are put together; nothing where that is longer than one kernel may be. */
export const together = (parts: readonly Extent[]): Extent | undefined => {
  const whole = { steps: parts.reduce((sum, { steps }) => sum + steps, 0), calls: parts.flatMap(({ calls }) => calls) }
  return whole.steps + longestCall * whole.calls.length <= longest || lengthOf(whole) <= longest ? whole : undefined
}

/** A place for each value; one is taken again after its value's last use, but for the values that it `holds`. */
export const placement = ({ steps, results }: Linked, holds: (step: Step) => boolean): readonly number[] => {
  const operands = steps.map((step) => ('args' in step ? step.args : []))
  const last: number[] = []
  operands.forEach((args, i) => args.forEach((a) => { last[a] = i }))
  for (const at of results) last[at] = steps.length
  const free: number[] = []
  let used = 0
  const place: number[] = []
  steps.forEach((step, i) => {
    place.push(holds(step) ? used++ : (free.pop() ?? used++))
    for (const a of new Set(operands[i])) if (last[a] === i && !holds(steps[a]!)) free.push(place[a]!)
  })
  return place
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
export const codeText = (of: Expression): string => {
  const { steps, result } = lower(of)
  return `${steps.map(printStep).join('; ')} -> ${result}`
}

/** What stands before the arguments: a function's name, the dtype that a conversion gives, else the instruction. */
const head = (node: Extract<Scalar, { readonly args: readonly Scalar[] }>): string =>
  node.op === 'call' ? node.callee.name
  : node.op === 'convert' || node.op === 'bitcast' ? node.dtype
  : node.op

/** Nodes of an expression that is written out, whatever it repeats. */
const mostWritten = 1024

/**
 * An expression as a person reads it: `max(0, x0)`; calls by name. In a long one what is read twice has a name of its own:
 * `{y0 = mul(x0, x0); add(y0, y0)}`.
 */
export const printScalar = (root: Scalar): string => {
  const uses = new Map<Scalar, number>()
  const written = ascend<Scalar, number>(root, argsOf, (node, sizes) => {
    for (const arg of argsOf(node)) uses.set(arg, (uses.get(arg) ?? 0) + 1)
    return sizes.reduce((sum, n) => sum + n, 1)
  })
  const isNamed = (node: Scalar): boolean => written > mostWritten && 'args' in node && (uses.get(node) ?? 0) > 1
  const lines: string[] = []
  const name = (text: string): string => `y${lines.push(`y${lines.length} = ${text}; `) - 1}`
  const result = ascend<Scalar, string>(root, argsOf, (node, args) => {
    if (node.op === 'parameter') return `x${node.index}`
    if (node.op === 'constant') return literal(node.value)
    // Not joined: a text that is put together of others is not copied.
    const text = `${head(node)}(${args.reduce((before, arg) => `${before}, ${arg}`)})`
    return isNamed(node) ? name(text) : text
  })
  return lines.length === 0 ? result : `{${lines.join('')}${result}}`
}
