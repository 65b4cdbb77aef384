/** Backends whose programs have a memory of their own: values are copied in, a run works in place, results are copied out. */
import type { Elements } from '../program/elements.js'
import type { Program } from '../program/program.js'
import type { Backend } from './backend.js'

/** A program in its memory. */
export interface Placed {
  readonly inputs: readonly Elements[]
  /** The results beyond those that are carried, where a run leaves them. */
  readonly results: readonly Elements[]
  readonly run: () => void
}

/** A program made ready; each call gives it a memory. */
export type Place = (program: Program, carried: number) => () => Placed

/** How such programs are run once, and again and again. */
export const resident = (place: Place): Pick<Backend, 'compile' | 'loop'> => ({
  compile: (program) => {
    const { inputs, results, run } = place(program, 0)()
    return (given) => {
      given.forEach((elements, i) => inputs[i]!.set(elements))
      run()
      return results.map((value) => value.slice())
    }
  },
  loop: (program, carried) => {
    const fresh = place(program, carried)
    return (initial) => {
      const { inputs, results, run } = fresh()
      const load = (values: readonly Elements[]): void => values.forEach((elements, i) => inputs[i]!.set(elements))
      load(initial)
      return {
        load,
        step: (given) => {
          for (let i = 0; i < given.length; i++) inputs[carried + i]!.set(given[i]!)
          run()
          return results
        },
        carried: () => inputs.slice(0, carried).map((value) => value.slice()),
      }
    }
  },
})
