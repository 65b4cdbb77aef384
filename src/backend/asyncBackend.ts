/**
 * Backends that answer later: in another thread, on another device or machine. What they are asked for is done in the order in
 * which it was asked for, so nobody has to wait for one answer before asking for the next.
 */
import type { Elements } from '../program/elements.js'
import type { FusionLimits } from '../program/fusion.js'
import type { Program } from '../program/program.js'

/** A program made ready: a function of its inputs, of which it takes copies at once. The results are fresh. */
export type AsyncExecutable = (inputs: readonly Elements[]) => Promise<readonly Elements[]>

/** As `Loop`, but for the answers. A step that fails makes those fail that come after it, until other values are loaded. */
export interface AsyncLoop {
  /** Carries copies of other values from here on, as if it had begun with them: whatever was run, and whatever failed. */
  readonly load: (values: readonly Elements[]) => void
  /** One run with copies of the other inputs, after all that was asked for before; gives the other results, which are fresh. */
  readonly step: (inputs: readonly Elements[]) => Promise<readonly Elements[]>
  /** A copy of what is carried after all that was asked for before. */
  readonly carried: () => Promise<readonly Elements[]>
  /** What loops that carry the same values have in common; it is the backend's own affair. */
  readonly room: object
}

/** A way to run programs that answers later. */
export interface AsyncBackend {
  readonly name: string
  /** What tells it from a `Backend`. */
  readonly answers: 'later'
  /** How many runs may be on their way at once: further ones would only wait, and their inputs take memory. At least 1. */
  readonly ahead: number
  /** As that of `Backend`. */
  readonly fusion?: FusionLimits
  readonly compile: (program: Program) => AsyncExecutable
  /** A loop begins with copies of values, or joins another loop of this backend, as those of `Backend` do. */
  readonly loop: (program: Program, carried: number) => (from: readonly Elements[] | AsyncLoop) => AsyncLoop
}
