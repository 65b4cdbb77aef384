/** One piece of work over one part of its result at a time, as WebAssembly. */
import type { Kind, Of, TensorType } from '../../../program/primitive.js'
import type { I32, Statement } from '../assembler/code.js'
import type { Fresh } from '../assembler/module.js'
import type { Engine } from '../engine.js'

/** What a kernel is written with. */
export interface Site {
  readonly fresh: Fresh
  /** Where its operands begin, then its results. */
  readonly addresses: readonly I32[]
  /** Memory of its own for each thread, as long as the kernel asked for. */
  readonly scratch: I32
  /** The parts to do: from `from` up to `to`, at least one of them, at most `units`. */
  readonly from: I32
  readonly to: I32
  /** Whether the engine joins neighbouring vectors to wider ones. */
  readonly wider?: boolean
}

/** Work whose parts may be done at once, by different threads: each writes elements of its own. */
export interface Kernel {
  /** How many parts there are. */
  readonly units: number
  /** About how many vector instructions the whole takes. */
  readonly cost: number
  /** Bytes of scratch memory for each thread. */
  readonly scratch?: number
  /** Bytes of memory that all threads see until the instruction is done: given as the last address. */
  readonly shared?: number
  readonly emit: (site: Site) => Statement
}

/** The kernels of an instruction, one after the other: the next begins when the one before is done. */
export type Stages = readonly Kernel[]

/** How a kind of primitive becomes kernels. */
export type Prepare<K extends Kind> = (
  primitive: Of<K>, operands: readonly TensorType[], results: readonly TensorType[], engine: Engine, zeros: readonly boolean[],
) => Stages

/** What this backend asks of a primitive that is brought. */
export interface Staged<K extends Kind> {
  readonly stages: Prepare<K>
}
