import type { Backend } from '../backend/backend.js'
import { aMaker, checkOptions } from '../shape/options.js'

/** What runs a compiled function: `backend.wasm` if nothing is said; all backends give the same bits. */
export interface JitOptions {
  readonly backend?: Backend
}

export const aBackend = aMaker('a backend, such as backend.wasm', 'compile', 'loop')

export const jitOptions = (operation: string, options: unknown): JitOptions =>
  checkOptions<JitOptions>(operation, options, { backend: aBackend })
