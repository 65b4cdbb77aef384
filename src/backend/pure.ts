/** The plain statement of a program's meaning, which every other backend has to equal to the bit. */
import type { Backend } from './backend.js'
import { interpret } from './interpret.js'

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
    return (initial) => {
      let state = initial
      return {
        load: (values) => { state = values.map((value) => value.slice()) },
        step: (inputs) => {
          const results = run([...state, ...inputs])
          state = results.slice(0, carried)
          return results.slice(carried)
        },
        carried: () => state.map((value) => value.slice()),
      }
    }
  },
}
