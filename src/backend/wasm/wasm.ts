/** Programs as WebAssembly: one module each, whose one function runs forward, backward and update in a single call. */
import { view, type Elements } from '../../program/elements.js'
import { group } from '../../program/group.js'
import { count, typesOf, type Program } from '../../program/program.js'
import type { Backend, Executable, Loop } from '../backend.js'
import { emit, type Emitted } from './emit.js'
import { WebAssembly, type Module } from './engine.js'
import { explain } from './fault.js'
import { names } from './module.js'

type Run = (thread: number) => void

/** A module with memory of its own. */
const instantiate = (module: Module, { pages, constants }: Emitted): { readonly memory: ArrayBufferLike; readonly run: Run } => {
  const memory = new WebAssembly.Memory({ initial: pages })
  const { exports } = new WebAssembly.Instance(module, { [names.module]: { [names.memory]: memory } })
  for (const { at, elements } of constants) new Uint8Array(memory.buffer).set(new Uint8Array(elements.buffer, elements.byteOffset, elements.byteLength), at)
  return { memory: memory.buffer, run: exports[names.run] as Run }
}

const place = (program: Program, carried: number) => {
  const emitted = emit(group(program), carried, { threads: 1, relaxed: false })
  const module = new WebAssembly.Module(emitted.bytes)
  const types = typesOf(program)
  return () => {
    const { memory, run } = instantiate(module, emitted)
    const values = (ids: readonly number[], at: readonly number[]): readonly Elements[] =>
      ids.map((id, i) => view(types[id]!.dtype, memory, at[i]!, count(types[id]!.shape)))
    return {
      inputs: values(program.inputs.map((_, id) => id), emitted.inputs),
      results: values(program.results.slice(carried), emitted.results),
      run: () => {
        try {
          run(0)
        } catch (error) {
          explain(memory)
          throw error
        }
      },
    }
  }
}

const compile = (program: Program): Executable => {
  const { inputs, results, run } = place(program, 0)()
  return (given) => {
    given.forEach((elements, i) => inputs[i]!.set(elements))
    run()
    return results.map((value) => value.slice())
  }
}

const loop = (program: Program, carried: number): ((initial: readonly Elements[]) => Loop) => {
  const fresh = place(program, carried)
  return (initial) => {
    const { inputs, results, run } = fresh()
    const load = (values: readonly Elements[]): void => values.forEach((elements, i) => inputs[i]!.set(elements))
    load(initial)
    return {
      load,
      step: (given) => {
        given.forEach((elements, i) => inputs[carried + i]!.set(elements))
        run()
        return results
      },
      carried: () => inputs.slice(0, carried).map((value) => value.slice()),
    }
  }
}

/**
 * One WebAssembly module for each program.
 *
 * @example
 * const copy: program.Program = { inputs: [{ shape: [2], dtype: 'f32' }], instructions: [], results: [0] }
 * wasm.compile(copy)([Float32Array.of(1, 2)]) // [[1, 2]]
 */
export const wasm: Backend = { name: 'wasm', compile, loop }
