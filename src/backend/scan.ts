/** The loop primitive: its body is a program, run once per step over values that it carries, as long as its guard holds. */
import type { Elements } from '../program/elements.js'
import { count, type Program } from '../program/program.js'
import type { Executable } from './backend.js'
import type { Prepare } from './kernel.js'

/** `compile` makes the body ready. */
export const scan = (
  compile: (body: Program) => Executable,
): Prepare<'scan'> => ({ body, constants, carried, steps, reverse, guarded }) => {
  const run = compile(body)
  const fixed = constants + carried
  const rowSizes = body.inputs.slice(fixed).map((t) => count(t.shape))
  const row = (x: Elements, size: number, step: number): Elements => x.subarray(step * size, (step + 1) * size)
  return (results, operands) => {
    let state = operands.slice(constants, fixed)
    // What lies where rows go that no step comes to is not theirs.
    if (guarded) for (const rows of results.slice(carried)) rows.fill(0)
    for (let i = 0; i < steps; i++) {
      if (guarded && state[0]![0] === 0) break
      const step = reverse ? steps - 1 - i : i
      const rows = operands.slice(fixed).map((x, j) => row(x, rowSizes[j]!, step))
      const values = run([...operands.slice(0, constants), ...state, ...rows])
      state = values.slice(0, carried)
      values.slice(carried).forEach((value, j) => results[carried + j]!.set(value, step * value.length))
    }
    state.forEach((value, j) => results[j]!.set(value))
  }
}
