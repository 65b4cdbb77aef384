/**
 * A program as one WebAssembly module: a function for each kernel, equal ones once, and `run`, which calls them in order.
 * Every place is known, so a run takes nothing and gives nothing: it works on the memory.
 *
 *     lower ─ lay out memory ─ share functions ▸ schedule ▸ encode
 */
import type { Grouped } from '../../../program/grouped.js'
import type { Program } from '../../../program/program.js'
import { fail } from '../../../shape/error.js'
import { bodyOf, encode, mostPages } from '../assembler/module.js'
import type { Engine } from '../engine.js'
import { base, margin, pageBytes, stretches } from '../layout.js'
import { notes } from './barrier.js'
import { functionsFor } from './functions.js'
import { lowering, type Fixed } from './lower.js'
import { runOf, threadsFor } from './schedule.js'

/** A program as a module, and where its values lie. */
export interface Emitted {
  /** How many threads call `run`: one where no work is worth sharing. */
  readonly threads: number
  readonly bytes: Uint8Array<ArrayBuffer>
  readonly pages: number
  /** Where each input and each result begins; a result may lie apart from its place in the arena. */
  readonly inputs: readonly number[]
  readonly results: readonly number[]
  readonly constants: readonly Fixed[]
}

/** Raised whenever the same program becomes another module: modules that were kept before are not taken for those of now. */
export const emitter = 3

export const emit = (program: Program<Grouped>, carried: number, engine: Engine): Emitted => {
  const { threads: most, barrier, worthSharing = 16384 } = engine
  const space = stretches(base)
  // At the same place in all modules that may share a memory: who comes late from a barrier of one still writes there.
  const noted = space.take(most > 1 ? notes * most : 0)
  const functions = functionsFor(engine)
  const { lower, constants } = lowering({ ...engine, worthSharing }, functions, space)
  const { inputs, results, steps } = lower(program, carried)
  const threads = threadsFor(steps, most, worthSharing)
  const wait = barrier === undefined || threads === 1 ? undefined : functions.add('barrier', barrier(threads, noted, engine.sleeps))
  const { scratch, shared } = functions.room()
  const shares = space.take(shared)
  const own = Math.ceil(scratch / 64) * 64
  const scratches = space.take(own * threads)
  const pages = Math.ceil((space.end() + margin) / pageBytes)
  if (pages > mostPages)
    fail('compile', { argument: 'program', expected: 'at most 4 GiB of memory', received: `${space.end()} bytes` })
  const run = runOf(steps, { wait, shares, scratches, own })
  const all = [...functions.list, { name: 'run', parameters: 1, body: bodyOf(run) }]
  return { threads, bytes: encode(all, { pages, shared: most > 1, waits: most > 1 }), pages, inputs, results, constants }
}
