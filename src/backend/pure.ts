/** The plain statement of a program's meaning, which every other backend has to equal to the bit. */
import type { Elements } from '../program/elements.js'
import type { Backend, Loop } from './backend.js'
import { interpret } from './interpret.js'

/** What loops that carry the same values carry. */
interface State {
  values: readonly Elements[]
}

/**
 * Allocates every value anew: slow, and plainly what a program means.
 *
 * @example
 * const copy: program.Program = { inputs: [{ shape: [2], dtype: 'f32' }], instructions: [], results: [0] }
 * pure.compile(copy)([Float32Array.of(1, 2)]) // [[1, 2]]
 */
export const pure: Backend = {
  name: 'pure',
  compile: interpret,
  loop: (program, carried) => {
    const run = interpret(program)
    return (from) => {
      const state: State = Array.isArray(from) ? { values: from } : (from as Loop).room as State
      return {
        load: (values) => { state.values = values.map((value) => value.slice()) },
        step: (inputs) => {
          const results = run([...state.values, ...inputs])
          state.values = results.slice(0, carried)
          return results.slice(carried)
        },
        carried: () => state.values.map((value) => value.slice()),
        room: state,
      }
    }
  },
}
