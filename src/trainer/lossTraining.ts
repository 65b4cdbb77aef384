/** Training of any loss: what can be asked of it. */
import type { FoldOptions } from '../jit/turns.js'
import type { OptimizerRule, OptimizerState } from '../optimizer/optimizer.js'
import type { Program } from '../program/program.js'
import type { Key } from '../random/key.js'
import type { DType, Shape } from '../shape/shape.js'
import type { AnySize, Tensor } from '../tensor/tensor.js'
import type { StateCodec } from './codec.js'
import type { ObserveOptions } from './measure.js'
import type { AsyncObserver, Observer, Watched } from './observer.js'
import type { State } from './state.js'

/** The state of training parameters `P` by an optimizer of the rule `R`. */
export interface LossState<P, R extends OptimizerRule> extends State<P, OptimizerState<R, P>> {}

/** Whatever a loss for batches `B` takes: where a size is `number` there, any size. */
export type BatchFor<B> = B extends Tensor<infer S extends Shape, infer D extends DType> ? AnySize<S, D>
  : { readonly [K in keyof B]: BatchFor<B[K]> }

/** Folds over batches, and what an observer saw of them. */
export interface LossFolds<P, B, R extends OptimizerRule> {
  /** The state after all batches, as `batches.reduce(step, state)` gives it, without the copies in between. */
  readonly fold: (state: LossState<P, R>, batches: Iterable<BatchFor<B>>) => LossState<P, R>
  /** The same, over batches that may arrive in time, with pauses and until its signal, as `Trainer.foldAsync`. */
  readonly foldAsync: (
    state: LossState<P, R>, batches: Iterable<BatchFor<B>> | AsyncIterable<BatchFor<B>>, options?: FoldOptions,
  ) => Promise<LossState<P, R>>
  /** The fold with an observer around it, which sees every step and may stop it. */
  readonly observe: <A>(observer: Observer<LossState<P, R>, A>, options?: ObserveOptions) => {
    readonly fold: (state: LossState<P, R>, batches: Iterable<BatchFor<B>>) => Watched<LossState<P, R>, A>
    readonly foldAsync: (
      state: LossState<P, R>, batches: Iterable<BatchFor<B>> | AsyncIterable<BatchFor<B>>, options?: FoldOptions,
    ) => Promise<Watched<LossState<P, R>, A>>
  }
}

/** What is the same on every backend. */
export interface LossParts<P, B, R extends OptimizerRule> {
  /** Random parameters and a fresh optimizer: a function of the key. */
  readonly init: (key: Key) => LossState<P, R>
  /** The step for a batch like this one as data, as `Trainer.program` gives it. */
  readonly program: (state: LossState<P, R>, batch: BatchFor<B>, options?: { readonly simplified?: boolean }) => Program
  /** Checks and rebuilds states that come from outside. */
  readonly codec: StateCodec<LossState<P, R>>
}

/** Training of a loss of one's own by an optimizer. */
export interface LossTrainer<P, B, R extends OptimizerRule> extends LossParts<P, B, R>, LossFolds<P, B, R> {
  /** The state after one batch. */
  readonly step: (state: LossState<P, R>, batch: BatchFor<B>) => LossState<P, R>
}

/** The same on a backend that answers later. */
export interface AsyncLossTrainer<P, B, R extends OptimizerRule> extends LossParts<P, B, R>, Pick<LossFolds<P, B, R>, 'foldAsync'> {
  readonly observe: <A>(observer: AsyncObserver<LossState<P, R>, A>, options?: ObserveOptions) => {
    readonly foldAsync: (
      state: LossState<P, R>, batches: Iterable<BatchFor<B>> | AsyncIterable<BatchFor<B>>, options?: FoldOptions,
    ) => Promise<Watched<LossState<P, R>, A>>
  }
}
