/** A backend over modules: values are set into their memory, and whatever runs a module runs it. */
import { view, type Elements } from '../../program/elements.js'
import { group } from '../../program/group.js'
import { count, typesOf } from '../../program/program.js'
import { fail } from '../../shape/error.js'
import type { Backend } from '../backend.js'
import { resident, type Place } from '../resident.js'
import { emit, type Engine } from './emit.js'
import { WebAssembly, type Memory, type Module } from './engine.js'
import { explain } from './fault.js'
import { pageBytes } from './layout.js'
import { names } from './module.js'

/** What a module exports: one thread's share of a run. */
export type Run = (thread: number) => void

/** A module with a memory to work on, made ready to be run by so many threads. */
export type Launch = (module: Module, memory: Memory, threads: number) => () => void

export const instantiate = (module: Module, memory: Memory): Run =>
  new WebAssembly.Instance(module, { [names.module]: { [names.memory]: memory } }).exports[names.run] as Run

/** On the caller's thread. */
export const alone: Launch = (module, memory) => {
  const run = instantiate(module, memory)
  return () => run(0)
}

const memoryOf = (pages: number, shared: boolean): Memory => {
  try {
    return new WebAssembly.Memory(shared ? { initial: pages, maximum: pages, shared } : { initial: pages })
  } catch (error) {
    const bytes = pages * pageBytes
    const message = `the program takes ${bytes} bytes of memory, which the engine does not give: ${String(error)}`
    return fail('compile', { argument: 'program', expected: 'memory that there is', received: bytes, message })
  }
}

/** A backend whose programs are emitted for an engine, and run as `launch` has it. */
export const backendOver = (name: string, engine: Engine, launch: Launch): Backend => {
  const place: Place = (program, carried) => {
    const { bytes, pages, threads, inputs, results, constants } = emit(group(program), carried, engine)
    const module = new WebAssembly.Module(bytes)
    const types = typesOf(program)
    return () => {
      const memory = memoryOf(pages, threads > 1)
      const buffer = memory.buffer
      for (const { at, elements } of constants) new Uint8Array(buffer).set(new Uint8Array(elements.buffer, elements.byteOffset, elements.byteLength), at)
      const values = (ids: readonly number[], at: readonly number[]): readonly Elements[] =>
        ids.map((id, i) => view(types[id]!.dtype, buffer, at[i]!, count(types[id]!.shape)))
      const run = launch(module, memory, threads)
      return {
        inputs: values(program.inputs.map((_, id) => id), inputs),
        results: values(program.results.slice(carried), results),
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
  }

  return { name, ...resident(place) }
}
