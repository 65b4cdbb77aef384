/**
 * The contents of `job.json`, which describes a job: a folder of plain data that another engine trains from.
 *
 * ```
 * job.json            this
 * step-32.mlir        the step for a batch of 32 examples, StableHLO
 * state.safetensors   the state to begin from, a checkpoint
 * data/00000.safetensors …   rows of the columns of all examples
 * orders/0.safetensors …     the order of the examples of each epoch, `order` i32 [rows]
 * ```
 */
import type { Json } from 'fp-ts/lib/Json.js'
import type { DType, Shape } from '../shape/shape.js'

/** A file of the job, relative to its folder, with the SHA-256 of its bytes. */
export interface JobFile {
  readonly file: string
  readonly digest: string
}

/** An input or a result of the step. */
export interface Port {
  /** `params.0.weights`, `optimizer.0.mean.0.weights`, `key`, `step`, `batch.inputs`, `loss`. */
  readonly name: string
  readonly dtype: DType
  readonly shape: Shape
  /**
   * Inputs: `carried` (a tensor of the state, in the state's file by this name, and the result of the same place among those that
   * are carried), `key` (the state's key), `step` (steps done, u32 []), `batch` (of the data, the column of this name). Results:
   * `carried`, `loss`, and of a checked step last `inRange`, a boolean: whether all indices were in range.
   */
  readonly role: 'carried' | 'key' | 'step' | 'batch' | 'loss' | 'inRange'
}

/**
 * The step for batches of one size: inputs in the order of the function `main`. Carried tensors come first, in inputs and in
 * results.
 */
export interface StepText extends JobFile {
  readonly examples: number
  readonly inputs: readonly Port[]
  readonly results: readonly Port[]
  /** The step with a check of all indices; absent where it has no indices. */
  readonly checked?: JobFile
}

/** A column of the data: a safetensors entry of this name in each shard, [rows, ...shape]. */
export interface Column {
  /** `batch.inputs`. */
  readonly name: string
  readonly dtype: DType
  /** The shape of one row. */
  readonly shape: Shape
  /** Whether a row is one example (a batch has them along its first axis), or a batch's whole tensor. */
  readonly per: 'example' | 'batch'
}

/** Consecutive rows: shard i begins where shard i - 1 ended. `rows` are examples, `batches` rows of columns per batch. */
export interface Shard extends JobFile {
  readonly rows: number
  readonly batches: number
}

/** `count` batches of `size` examples. */
export interface Batches {
  readonly size: number
  readonly count: number
}

/**
 * The data, and the batches made of it. Batch b of epoch e has the next examples of the order of epoch e, or of the rows as they
 * are, where it has none. Batches of a stream are one epoch without an order.
 */
export interface JobData {
  readonly columns: readonly Column[]
  readonly shards: readonly Shard[]
  readonly rows: number
  /** The batches of each epoch. */
  readonly batches: readonly Batches[]
  /** The order of the rows for each epoch; an empty list where all epochs take them as they are. */
  readonly orders: readonly JobFile[]
  readonly epochs: number
  /** `receipt.digest` of the data set, or that of its batches. */
  readonly digest: string
}

/** A job: the step, the initial state, the data, the number of steps. */
export interface Contents {
  readonly format: 'tenfold-xla 1'
  /** The version of Tenfold that wrote it. */
  readonly tenfold: string
  readonly steps: {
    /** Steps that the state has behind it. */
    readonly done: number
    /** The batch that the first step takes. */
    readonly firstBatch: number
    /** Steps to do. */
    readonly count: number
  }
  readonly programs: readonly StepText[]
  readonly state: JobFile
  readonly data: JobData
  /** The part of the receipt that is known before the training. */
  readonly receipt: {
    readonly configuration: Json
    readonly data: string
    readonly initial: string
    readonly program: string
  }
}
