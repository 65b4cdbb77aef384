/**
 * What happens in a training, as plain data: each event is a line of JSON in `run.jsonl`. Numbers that are not finite are written as
 * the texts "NaN", "Infinity" and "-Infinity".
 */
import type { Json } from 'fp-ts/lib/Json.js'
import type { NetworkFacts } from './network.js'
import type { Result } from './result.js'

/** What is trained on what; the first event of a run, and of each part of it that was resumed. */
export interface Start {
  readonly event: 'start'
  /** Steps done before: 0, or where it was resumed. */
  readonly step: number
  /** Steps that are planned, where that is known. */
  readonly steps?: number
  /** What is learned from what, in a line: `species from penguins.csv`. */
  readonly title?: string
  /** Facts about the data by name, in the order in which they are shown: rows, columns, digest. */
  readonly data?: Readonly<Record<string, string | number>>
  /** All that decides what is learned. */
  readonly settings?: Json
  readonly network?: NetworkFacts
  /** The step's program, as `program.print` gives it. */
  readonly program?: string
}

/** One step of training. */
export interface Step {
  readonly event: 'step'
  /** Steps done, this one included. */
  readonly step: number
  /** The loss of this step's batch, before its update. */
  readonly loss: number
  /** Examples in the batch. */
  readonly examples: number
  /** By the clock that was handed in: seconds since the training began (or was resumed). */
  readonly seconds?: number
  readonly learningRate?: number
  /** Euclidean norms over all parameters. */
  readonly gradientNorm?: number
  readonly updateNorm?: number
}

/** The values of metrics after a step. */
export interface Validation {
  readonly event: 'validation'
  readonly step: number
  readonly values: Readonly<Record<string, number>>
}

/** How many values fall between two edges next to each other: `counts[i]` between `edges[i]` and `edges[i + 1]`. */
export interface Histogram {
  readonly edges: readonly number[]
  readonly counts: readonly number[]
}

/** How the elements of each tensor of parameters are distributed after a step. */
export interface Histograms {
  readonly event: 'histograms'
  readonly step: number
  readonly tensors: readonly {
    /** The path: `0.weights`. */
    readonly name: string
    readonly weights: Histogram
    readonly gradients?: Histogram
    /** The update's norm over the weights' norm. */
    readonly updateRatio?: number
  }[]
}

/** The last event of a training, or of a part of it. */
export interface End {
  readonly event: 'end'
  readonly step: number
  /** Why it ended before its batches did: an observer's reason, an abort, an error. */
  readonly stopped?: string
  /** The step whose state was kept, where that is not the last. */
  readonly kept?: number
  readonly seconds?: number
  /** Seconds by part of the program: reading, training, validation, testing. */
  readonly parts?: Readonly<Record<string, number>>
}

/** How well a part of the data that was not learned from is predicted. */
export interface Tested extends Result {
  readonly event: 'result'
}

/** The receipt of the training, as `receipt.codec` encodes it. */
export interface Receipted {
  readonly event: 'receipt'
  readonly receipt: Json
}

/** Anything that happens in a run. */
export type RunEvent = Start | Step | Validation | Histograms | End | Tested | Receipted
