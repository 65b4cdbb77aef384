/** `phases.js WORKLOAD BACKEND`: prints what each phase takes from the first trace to the first step, in milliseconds. */
import { fileURLToPath } from 'node:url'
import { pure } from '../../src/backend/pure.js'
import { emit } from '../../src/backend/wasm/scheduling/emit.js'
import { WebAssembly } from '../../src/backend/wasm/assembler/webAssembly.js'
import { fusion } from '../../src/backend/wasm/fusion.js'
import type { backend } from '../../src/index.js'
import { group } from '../../src/program/group.js'
import { simplify } from '../../src/program/simplify/simplify.js'
import { backends } from '../backends.js'
import { deep, type Beginning } from '../deep.js'
import { workloads } from '../workloads.js'

/** Milliseconds by phase, in order. */
export type Phases = Readonly<Record<string, number>>

/**
 * What stands between a network and its first step. Where a backend makes a module, the steps on the way are taken one by
 * one, and what it does over again is left out. The processor's time, of all threads, is what neighbours disturb least.
 */
export const phases = ({ trace, carried, inputs }: Beginning, on: backend.Backend): Phases => {
  const took: Record<string, number> = {}
  const processorOf: Record<string, number> = {}
  let [runnable, processor] = [0, 0]
  const timed = <A>(phase: string, run: () => A): A => {
    const [start, before] = [performance.now(), process.cpuUsage()]
    const value = run()
    const { user, system } = process.cpuUsage(before)
    took[phase] = performance.now() - start
    runnable += took[phase]
    processorOf[phase] = (user + system) / 1000
    processor += processorOf[phase]
    return value
  }
  const traced = timed('trace', trace)
  const program = timed('simplify', () => simplify(traced, pure.compile))
  const prepare = () => on.loop(program, carried)
  const start = on.name === 'wasm'
    ? (() => {
      const grouped = timed('group', () => group(program, fusion))
      const { bytes } = timed('code generation', () => emit(grouped, carried, { threads: 1, relaxed: false }))
      timed('engine compile', () => new WebAssembly.Module(bytes))
      return prepare()
    })()
    : timed('prepare', prepare)
  const loop = timed('start', () => start(inputs.slice(0, carried)))
  const sums = { 'trace to runnable': runnable, 'trace to runnable, processor': processor }
  timed('first step', () => loop.step(inputs.slice(carried)))
  const generation = processorOf['code generation']
  return {
    ...took, ...sums, ...(generation === undefined ? {} : { 'code generation, processor': generation }),
    'trace to first step, processor': processor,
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [, , workload, name] = process.argv
  const make = { ...workloads, ...deep }[workload as keyof typeof workloads | keyof typeof deep]
  const on = backends.find((each) => each.name === name)
  if (on === undefined) throw new Error(`no backend ${name}`)
  console.log(JSON.stringify(phases(make(), on)))
}
