/**
 * Steps in f64 that come to the same in f32, where four lanes are one vector and not two: the smaller or the greater of what
 * was an f32 and of a number that is one. So is a clamp before an elementary function.
 */
import type { Linked } from '../../../program/code.js'
import { distinct, type Step } from '../../../program/text.js'

const isSingle = (step: Step): boolean => step.op === 'constant' && step.dtype === 'f64' && Math.fround(step.value) === step.value

/** The steps that results depend on, in their order; parameters stay. */
const reached = ({ steps, results }: Linked): Linked => {
  const needed = new Set(results)
  for (let i = steps.length - 1; i >= 0; i--) {
    const step = steps[i]!
    if (step.op === 'parameter') needed.add(i)
    if (needed.has(i) && 'args' in step) step.args.forEach((a) => needed.add(a))
  }
  const order = [...needed].sort((a, b) => a - b)
  const numbers = new Map(order.map((i, number) => [i, number]))
  const number = (i: number): number => numbers.get(i)!
  return {
    steps: order.map((i) => { const step = steps[i]!; return 'args' in step ? { ...step, args: step.args.map(number) } : step }),
    results: results.map(number),
  }
}

/** The same values by such steps. */
export const narrowed = (linked: Linked): Linked => {
  const { lines, emit } = distinct<Step>()
  const places: number[] = []
  /** What was converted from f32 to the value at a place. */
  const singleOf = (at: number): number | undefined => {
    const step = lines[at]!
    return step.op === 'convert' && step.dtype === 'f64' && lines[step.args[0]!]!.dtype === 'f32' ? step.args[0] : undefined
  }
  const rewritten = (step: Step): number => {
    if (!('args' in step)) return emit(step)
    const args = step.args.map((a) => places[a]!)
    if ((step.op === 'min' || step.op === 'max') && step.dtype === 'f64') {
      const parts = args.map((at): number | undefined => {
        const other = lines[at]!
        return isSingle(other) ? emit({ ...other, dtype: 'f32' } as Step) : singleOf(at)
      })
      const [x, y] = parts
      if (x !== undefined && y !== undefined)
        return emit({ op: 'convert', dtype: 'f64', args: [emit({ op: step.op, dtype: 'f32', args: [x, y] })] })
    }
    return emit({ ...step, args })
  }
  for (const step of linked.steps) places.push(rewritten(step))
  return reached({ steps: lines, results: linked.results.map((at) => places[at]!) })
}
