/** The backends of the matrix, by name; of each, what an engine lacks for it. */
import { mutable, pure, wasm, type AsyncBackend, type Backend } from '../../src/backend/index.js'
import { f32x4, v128 } from '../../src/backend/wasm/assembler/code.js'
import { bodyOf, define, encode } from '../../src/backend/wasm/assembler/module.js'
import { threadsOn } from '../../src/backend/wasm/threads/threads.js'
import { workerOn } from '../../src/backend/worker/workerOn.js'
import type { Training } from './training.js'

/** A backend as it is begun, and ended. */
interface Variant {
  /** Whether it makes WebAssembly modules. */
  readonly modules: boolean
  /** Why this engine cannot run it, if it can't. */
  readonly lacks: () => string | undefined
  readonly begin: () => Promise<(Backend | AsyncBackend) & { readonly close?: () => Promise<void> }>
}

const always = (backend: Backend): Variant => ({ modules: false, lacks: () => undefined, begin: () => Promise.resolve(backend) })

interface Modules {
  readonly validate: (bytes: Uint8Array<ArrayBuffer>) => boolean
}
const noModules = (): string | undefined => {
  const { WebAssembly: engine } = globalThis as { readonly WebAssembly?: Modules }
  if (engine === undefined) return 'no WebAssembly'
  const zero = v128.const([0, 0, 0, 0])
  const vector = define(0, (fresh) => fresh('v128').set(f32x4.add(zero, zero)))
  const module = encode([{ name: '', parameters: 0, body: bodyOf(vector) }], { pages: 0, shared: false })
  return engine.validate(module) ? undefined : 'no WebAssembly SIMD'
}

const noWorker = (): string | undefined => {
  const { Worker: worker, process: node } = globalThis as Readonly<Record<string, unknown>>
  return worker === undefined && node === undefined ? 'no Worker to run a thread' : undefined
}

const noThreads = (): string | undefined => {
  const { SharedArrayBuffer: shared } = globalThis as Readonly<Record<string, unknown>>
  if (shared === undefined) return 'no SharedArrayBuffer'
  return noWorker()
}

/** Every kernel is shared out, however small: the trainings' own would stay on one thread. */
const crew = (threads: number): Variant => ({
  modules: true,
  lacks: () => noModules() ?? (threads > 1 ? noThreads() : undefined),
  begin: () => threadsOn({ threads, relaxed: false, worthSharing: 0 }),
})

export const backends: Readonly<Record<string, Variant>> = {
  pure: always(pure),
  mutable: always(mutable),
  wasm: { modules: true, lacks: noModules, begin: () => Promise.resolve(wasm) },
  'threads 1': crew(1),
  'threads 2': crew(2),
  'threads 4': crew(4),
  worker: { modules: true, lacks: () => noModules() ?? noWorker(), begin: () => workerOn({ threads: 1, relaxed: false }) },
}

/** The digest of a training on a backend of either kind. */
export const digestOn = (on: Backend | AsyncBackend, train: Training): Promise<string> | string =>
  (on.answers === 'later' ? train.later(on) : train(on))
