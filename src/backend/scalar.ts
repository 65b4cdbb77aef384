/** Scalar expressions over elements, a chunk at a time: each instruction is one loop over a chunk that stays in cache. */
import { lower, placement } from '../program/code.js'
import type { Elements } from '../program/elements.js'
import type { Expression } from '../program/expression.js'
import { remembered } from '../program/memo.js'
import { arity } from '../program/scalar.js'
import type { Step } from '../program/text.js'
import { loopsOf, type Register } from './loops.js'

const chunk = 1024

const load = (d: Register, source: Elements, offset: number, n: number): void => {
  for (let i = 0; i < n; i++) d[i] = source[offset + i]!
}
const loaders = {
  f32: (d: Register, source: Elements, offset: number, n: number): void => {
    const s = source as Float32Array
    for (let i = 0; i < n; i++) d[i] = s[offset + i]!
  },
  f64: (d: Register, source: Elements, offset: number, n: number): void => {
    const s = source as Float64Array
    for (let i = 0; i < n; i++) d[i] = s[offset + i]!
  },
  i32: load, u32: load, bool: load,
}
const store = (target: Elements, r: Register, offset: number, n: number): void => {
  for (let i = 0; i < n; i++) target[offset + i] = r[i]!
}
const storers = {
  f32: (target: Elements, r: Register, offset: number, n: number): void => {
    const t = target as Float32Array
    for (let i = 0; i < n; i++) t[offset + i] = r[i]!
  },
  f64: (target: Elements, r: Register, offset: number, n: number): void => {
    const t = target as Float64Array
    for (let i = 0; i < n; i++) t[offset + i] = r[i]!
  },
  i32: store, u32: store, bool: store,
}

/** The registers that all expressions share: nothing in them outlives a call. */
const pool: Register[] = []
const register = (i: number): Register => (pool[i] ??= new Float64Array(chunk))

type Run = (ins: readonly Elements[], offset: number, n: number) => void
type Evaluate = (out: Elements, ins: readonly Elements[]) => void

/**
 * `out[i] = expression(ins[0][i], ins[1][i], …)`. `out` may be one of `ins`: a chunk is read whole before it is written.
 */
export const evaluate = /* @__PURE__ */ remembered((expression: Expression): Evaluate => {
  const { steps, result } = lower(expression)
  const holds = (step: Step): boolean => step.op === 'constant' && steps.length <= short
  const place = placement({ steps, results: [result] }, holds)
  const at = (value: number): Register => register(place[value]!)
  const constants = steps.flatMap((step, i) =>
    (step.op === 'constant' && holds(step) ? [{ value: step.value, target: at(i) }] : []))
  const none = register(0)
  const runs = steps.flatMap((step, i): readonly Run[] => {
    const d = at(i)
    if (step.op === 'constant') {
      const { value } = step
      return holds(step) ? [] : [(_, __, n) => { d.fill(value, 0, n) }]
    }
    if (step.op === 'parameter') {
      const { index } = step
      const read = loaders[step.dtype]
      return [(ins, offset, n) => read(d, ins[index]!, offset, n)]
    }
    if (step.args.length !== arity[step.op]) throw new Error(`${step.op} takes ${arity[step.op]} operands`)
    const [a = none, b = none, c = none] = step.args.map(at)
    const [first, second] = loopsOf(step.op, step.dtype, steps[step.args[0]!]!.dtype)
    return second === undefined
      ? [(_, __, n) => first(d, n, a, b, c)]
      : [(_, __, n) => { first(d, n, a, b, c); second(d, n, d, d, d) }]
  })
  const write = storers[steps[result]!.dtype]
  const answer = at(result)
  return (out, ins) => {
    const most = Math.min(chunk, out.length)
    for (const { value, target } of constants) target.fill(value, 0, most)
    for (let offset = 0; offset < out.length; offset += chunk) {
      const n = Math.min(chunk, out.length - offset)
      for (const step of runs) step(ins, offset, n)
      write(out, answer, offset, n)
    }
  }
})

/** Steps up to which constants keep registers of their own; in longer code they are filled in where they are needed. */
const short = 1024
