import type { AsyncBackend } from '../backend/asyncBackend.js'
import type { Backend } from '../backend/backend.js'
import { fail } from '../shape/error.js'
import { aMaker, checkOptions, type Kind } from '../shape/options.js'

/** What runs a compiled function: `backend.wasm` if nothing is said; all backends give the same bits. */
export interface JitOptions {
  readonly backend?: Backend
}

/** A backend that answers later, in a promise. */
export interface AsyncJitOptions {
  readonly backend: AsyncBackend
}

/** One that answers at once or later. */
export const aBackend = aMaker('a backend, such as backend.wasm', 'compile', 'loop')

/** Whether a backend answers later. */
export const isAsync = (backend: Backend | AsyncBackend): backend is AsyncBackend => backend.answers === 'later'

/** One that answers at once. */
export const atOnce: Kind = {
  expected: 'a backend that answers at once, such as backend.wasm',
  holds: (x) => aBackend.holds(x) && !isAsync(x as Backend | AsyncBackend),
}

export const jitOptions = (operation: string, options: unknown): JitOptions =>
  checkOptions<JitOptions>(operation, options, { backend: atOnce })

/** The same where a backend may answer later. */
export const anyJitOptions = (operation: string, options: unknown): JitOptions | AsyncJitOptions =>
  checkOptions<JitOptions | AsyncJitOptions>(operation, options, { backend: aBackend })

/** A promise is no tensor: what takes its time is refused where functions are traced. */
export const failInTrace = (operation: string, { name }: AsyncBackend): never => fail(operation, {
  argument: 'backend', expected: 'a backend that answers at once', received: name,
  message: `inside of a trace there is nothing to wait for, but backend "${name}" answers later: call the function itself there`,
})
