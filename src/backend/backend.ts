/**
 * A backend runs programs; it never sees a network. All backends give the same bits for the same program and inputs, but
 * one of relaxed numerics.
 */
import type { Elements } from '../program/elements.js'
import type { FusionLimits } from '../program/fusion.js'
import type { Program } from '../program/program.js'

/** A program made ready: a function of its inputs, which it leaves as they are. The results are fresh. */
export type Executable = (inputs: readonly Elements[]) => readonly Elements[]

/**
 * A program made ready to be run again and again with some values carried along: its first `carried` inputs are its first
 * `carried` results of the run before.
 */
export interface Loop {
  /** Carries copies of other values from here on, as if it had begun with them: whatever was run, and whatever failed. */
  readonly load: (values: readonly Elements[]) => void
  /** One run with the other inputs; gives the other results, which the next run may overwrite. */
  readonly step: (inputs: readonly Elements[]) => readonly Elements[]
  /** A copy of what is carried, which later steps don't touch. */
  readonly carried: () => readonly Elements[]
  /** What loops that carry the same values have in common; it is the backend's own affair. */
  readonly room: object
}

/** A way to run programs that answers at once; `AsyncBackend` is one that answers later. */
export interface Backend {
  readonly name: string
  /** Left out by most: only a backend of the other kind has to say so. */
  readonly answers?: 'at once'
  /** How much it runs as one, for `program.group`; without it, each instruction is run by itself. */
  readonly fusion?: FusionLimits
  readonly compile: (program: Program) => Executable
  /**
   * A loop begins with copies of values, or joins another loop of this backend that carries values of the same types: both
   * carry the same ones from then on, in one memory, and take turns.
   */
  readonly loop: (program: Program, carried: number) => (from: readonly Elements[] | Loop) => Loop
}
