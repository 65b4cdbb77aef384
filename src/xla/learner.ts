/** The part of a trainer that jobs need. */
import type { Type } from 'io-ts'
import type { Batch, BatchOptions } from '../dataset/batches.js'
import type { Dataset } from '../dataset/dataset.js'
import type { Program } from '../program/program.js'
import type { FormOf, Tensors, TypesOf } from '../tensor/form.js'
import type { BatchFor } from '../trainer/lossTraining.js'

/** A trainer of a network, or of a loss of one's own, on any backend. */
export interface Learner {
  readonly program: (state: any, batch: any, options?: { readonly simplified?: boolean }) => Program
  readonly codec: Type<any, unknown, unknown>
}

/** The states of a trainer. */
export type StateOf<L extends Learner> = L['codec'] extends Type<infer St, unknown, unknown> ? St : never

/** The batches that it takes, of any number of examples. */
export type BatchOf<L extends Learner> = BatchFor<Parameters<L['program']>[1]>

/** The data sets whose batches it takes: of a loss of one's own, where its batches have inputs and targets. */
export type DataOf<L extends Learner> =
  L extends { readonly evaluateAsync: unknown }
    ? Parameters<L['program']>[1] extends Batch<number, infer I, infer T, infer D, infer F> ? Dataset<I, T, D, F> : never
    : Parameters<L['program']>[1] extends { readonly inputs: infer X extends Tensors; readonly targets: infer Y extends Tensors }
      ? Dataset<FormOf<X>, FormOf<Y>, TypesOf<Y>, TypesOf<X>> : never

/** A data set and how it is cut into batches, as `dataset.batches` cuts it. */
export interface FromData<L extends Learner> {
  readonly data: DataOf<L>
  readonly batches: BatchOptions
  /** The batch that the first step takes, as `Batches.from` has it; 0, the first one, by default. */
  readonly from?: number
}

/** An iterable of batches, synchronous or asynchronous. */
export interface FromBatches<L extends Learner> {
  readonly batches: Iterable<BatchOf<L>> | AsyncIterable<BatchOf<L>>
  readonly data?: never
  readonly from?: never
}
