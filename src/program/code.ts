/**
 * The lowering of a scalar expression to straight-line code: calls are inlined, equal subexpressions are computed once.
 * Backends execute or translate this, never the graph.
 */
import type { DType } from '../shape/shape.js'
import { cache } from './cache.js'
import { resultOf, type Expression } from './expression.js'
import { remembered } from './memo.js'
import { nodesOf, parameter, type Scalar } from './scalar.js'
import { functionOf, printCallee } from './scalarFunction.js'
import { distinct, straight, type Call, type Step } from './text.js'

export interface Code {
  readonly steps: readonly Step[]
  readonly result: number
}

/** A graph as code. */
export const lowered = (result: Scalar): Code => {
  const { lines, result: at } = straight(result, () => true)
  // Every call is written out.
  return { steps: lines as readonly Step[], result: at }
}

export const lower = /* @__PURE__ */ remembered((of: Expression): Code => lowered(resultOf(of)))

/**
 * Steps of lowered code that are put together in one kernel, at most: what takes an engine long to compile, and needs more
 * registers than there are, saves nothing any more. What one expression says alone stays one kernel.
 */
export const longest = 2048

/** How long code is: steps, and calls that are written out to some more. */
export interface Extent {
  readonly steps: number
  readonly calls: readonly Call[]
}

export const extentOf = (result: Scalar): Extent => {
  const nodes = nodesOf(result)
  const calls = nodes.filter((node): node is Call => node.op === 'call')
  return { steps: nodes.length - calls.length, calls }
}

/** About as many steps as the longest function here has: how many one has matters only where several are called. */
const longestCall = 500

/** By functions, with their numbers, and dtypes. */
const lengths = /* @__PURE__ */ cache<number>(4096)
/** The steps that a call is written out to, or some more where it has the same ones twice. */
const bodyLength = (call: Call): number => {
  const dtypes = call.args.map((arg) => arg.dtype)
  const made = (): number => lengthOf(extentOf(functionOf(call).body(...dtypes.map(parameter))))
  return lengths(`${printCallee(call)} ${dtypes.join()}`, made)
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
  const { lines: steps, emit } = distinct<Step>()
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
