/**
 * Steps that are written otherwise than value by value: what of f64 stays on as many lanes, and what an engine that joins
 * neighbouring vectors to wider ones can make of it.
 */
import type { Linked } from '../../../program/code.js'
import type { Opcode } from '../../../program/scalar.js'
import type { Step } from '../../../program/text.js'
import { f64x2, i32x4, v128, type V128 } from '../assembler/code.js'
import { zero, type Lanes } from './lanes.js'

/** A step with operands. */
export type Operation = Exclude<Step, { op: 'parameter' | 'constant' }>

/** How far the bits of an f64 are shifted up where that is what a step does: its upper word is another's lower one, shifted, and its lower one 0. */
export const shifted = (steps: readonly Step[], step: Step): { readonly from: number; readonly by: number } | undefined => {
  if (step.op !== 'join') return undefined
  const [upper, lower] = step.args.map((a) => steps[a]) as [Step, Step]
  if (upper.op !== 'shl' || lower.op !== 'constant' || lower.value !== 0) return undefined
  const [from, by] = upper.args.map((a) => steps[a]) as [Step, Step]
  return from.op === 'low' && by.op === 'constant' ? { from: from.args[0]!, by: 32 + (by.value & 31) } : undefined
}

/** The steps that use a value; results are used by what is around. */
const usesOf = ({ steps, results }: Linked): readonly (readonly (Operation | undefined)[])[] => {
  const uses = steps.map((): (Operation | undefined)[] => [])
  for (const step of steps) if ('args' in step) for (const a of step.args) uses[a]!.push(step)
  for (const at of results) uses[at]!.push(undefined)
  return uses
}

/** What of the steps is written otherwise than value by value. */
export const arranged = (linked: Linked) => {
  const { steps } = linked
  const uses = usesOf(linked)
  const onlyIn = (i: number, holds: (user: Operation) => boolean): boolean =>
    uses[i]!.every((user) => user !== undefined && holds(user))
  const compares = (step: Step): step is Operation => 'args' in step && ['eq', 'lt', 'le'].includes(step.op) && steps[step.args[0]!]!.dtype === 'f64'
  const parts = (op: Opcode, whole: (user: Step) => boolean): ReadonlySet<Step> =>
    new Set(steps.filter((step, i) => step.op === op && onlyIn(i, whole)))
  const shifts = parts('shl', (user) => shifted(steps, user) !== undefined)
  const lows = parts('low', (user) => shifts.has(user))
  return {
    /** Comparisons of f64 that choose between f64 alone: their masks stay as wide as these. */
    masks: new Set(steps.filter((step, i) => compares(step) && onlyIn(i, (user) =>
      user.op === 'select' && user.dtype === 'f64' && user.args[0] === i && !user.args.slice(1).includes(i)))),
    /** Parts of what is one shift. */
    absorbed: new Set([...shifts, ...lows]),
  }
}

/** Where four of f32 become four of f64, and the other way round. */
export const isLeaf = (steps: readonly Step[], step: Step): boolean =>
  step.op === 'convert' && step.dtype === 'f64' && steps[step.args[0]!]!.dtype === 'f32'
export const isRoot = (steps: readonly Step[], step: Step): boolean =>
  step.op === 'convert' && step.dtype === 'f32' && steps[step.args[0]!]!.dtype === 'f64'

/** What V8 has for four of f64 at once. */
const wide: ReadonlySet<string> = new Set(['add', 'sub', 'mul', 'div', 'min', 'max', 'neg', 'abs', 'sqrt'])

/** Steps in f64 of which it is worth what comes before and after them. */
const worth = 8

/**
 * Whether V8 can join the two vectors of all that is of f64 here: it begins at what is an f32, ends in one, and is made of what
 * there is for four of f64 in between.
 */
export const joins = ({ steps, results }: Linked, masks: ReadonlySet<unknown>, absorbed: ReadonlySet<unknown>): boolean => {
  const isDouble = (at: number): boolean => steps[at]!.dtype === 'f64'
  const fits = (step: Step): boolean => {
    if (!('args' in step)) return step.op === 'constant' || step.dtype !== 'f64'
    if (step.dtype !== 'f64' && !step.args.some(isDouble)) return true
    return wide.has(step.op) || isLeaf(steps, step) || isRoot(steps, step) || masks.has(step) || absorbed.has(step)
      || shifted(steps, step) !== undefined || (step.op === 'select' && masks.has(steps[step.args[0]!]))
  }
  return !results.some(isDouble) && steps.filter(({ op, dtype }) => dtype === 'f64' && wide.has(op)).length >= worth && steps.every(fits)
}

/** A vector as one that V8 takes for the beginning of what it joins: one that a lane was put into, the one that was there. */
export const leaf = (x: V128): V128 => f64x2.replace(x, 0, f64x2.extract(x, 0))

/**
 * A result, and where V8 begins to look for what it can join: at a sum of integers, of two vectors that came about alike. Nothing
 * of that sum is in the result.
 */
export const root = (result: V128, [a, b]: Lanes): V128 => v128.or(result, v128.and(i32x4.add(a!, b!), zero))
