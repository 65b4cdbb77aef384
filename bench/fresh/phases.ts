/** `phases.js WORKLOAD BACKEND`: prints what each phase takes from the first trace to the first step, in milliseconds. */
import { fileURLToPath } from 'node:url'
import { backends } from '../backends.js'
import { fuse } from '../../src/program/fuse.js'
import { plan } from '../../src/program/plan.js'
import type { backend } from '../../src/index.js'
import { workloads, type Workload } from '../workloads.js'

/** Milliseconds by phase, in order. */
export type Phases = Readonly<Record<string, number>>

/** What stands between a network and its first step. The plan is also part of what follows it: it is made there again. */
export const phases = ({ trace, carried, inputs }: Workload, on: backend.Backend): Phases => {
  const took: Record<string, number> = {}
  const timed = <A>(phase: string, run: () => A): A => {
    const start = performance.now()
    const value = run()
    took[phase] = performance.now() - start
    return value
  }
  const traced = timed('trace', trace)
  const program = timed('fuse', () => fuse(traced))
  timed('plan', () => plan(program, carried))
  const start = timed('prepare', () => on.loop(program, carried))
  const loop = timed('start', () => start(inputs.slice(0, carried)))
  timed('first step', () => loop.step(inputs.slice(carried)))
  return { ...took, 'trace to runnable': took['trace']! + took['fuse']! + took['prepare']! + took['start']! }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [, , workload, name] = process.argv
  const make = workloads[workload as keyof typeof workloads]
  const on = backends.find((each) => each.name === name)
  if (on === undefined) throw new Error(`no backend ${name}`)
  console.log(JSON.stringify(phases(make(), on)))
}
