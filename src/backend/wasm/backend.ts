/** A backend over modules: values are set into their memory, and whatever runs a module runs it. */
import { view, type Elements } from '../../program/elements.js'
import { group } from '../../program/group.js'
import { hoisted } from '../../program/hoist.js'
import { count, typesOf, type Program } from '../../program/program.js'
import type { Backend } from '../backend.js'
import { resident, type Placed, type Prepared } from '../resident.js'
import { names } from './assembler/module.js'
import { allocate, compile, WebAssembly, type Memory, type Module } from './assembler/webAssembly.js'
import type { Engine } from './engine.js'
import { explain } from './kernels/fault.js'
import { pageBytes } from './layout.js'
import { isWide } from './width.js'
import { emit } from './scheduling/emit.js'

/** What a module exports: one thread's share of a run. */
export type Run = (thread: number) => void

/** A module with a memory to work on, made ready to be run by so many threads. */
export type Launch = (module: Module, memory: Memory, threads: number) => () => void

/** `wait` is called while the others are waited for: it throws where that would be for ever. */
export const instantiate = (module: Module, memory: Memory, wait: () => void = () => {}): Run =>
  new WebAssembly.Instance(module, { [names.module]: { [names.memory]: memory, [names.wait]: wait } }).exports[names.run] as Run

/** On the caller's thread. */
export const alone: Launch = (module, memory) => {
  const run = instantiate(module, memory)
  return () => run(0)
}

/** A backend whose programs are emitted for an engine, and run as `launch` has it. */
export const backendOver = (name: string, engine: Engine, launch: Launch): Backend => {
  const prepared = (program: Program, carried: number): Prepared<Memory> => {
    const { bytes, pages, threads, inputs, results, constants } = emit(group(hoisted(program)), carried, { wider: isWide(), ...engine })
    const module = compile(bytes)
    const types = typesOf(program)
    const place = (memory: Memory): Placed => {
      const buffer = memory.buffer
      const values = (ids: readonly number[], at: readonly number[]): readonly Elements[] =>
        ids.map((id, i) => view(types[id]!.dtype, buffer, at[i]!, count(types[id]!.shape)))
      const fixed = constants.map(({ at, elements: { buffer: own, byteOffset, byteLength } }) =>
        ({ to: new Uint8Array(buffer, at, byteLength), from: new Uint8Array(own, byteOffset, byteLength) }))
      const run = launch(module, memory, threads)
      return {
        inputs: values(program.inputs.map((_, id) => id), inputs),
        results: values(program.results.slice(carried), results),
        restore: () => { for (const { to, from } of fixed) to.set(from) },
        run: () => {
          try {
            run()
          } catch (error) {
            explain(buffer)
            throw error
          }
        },
      }
    }
    return { bytes: pages * pageBytes, place }
  }

  return { name, ...resident((bytes) => allocate(Math.ceil(bytes / pageBytes), engine.threads > 1), prepared) }
}
