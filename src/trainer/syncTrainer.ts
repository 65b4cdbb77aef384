/** Training where the backend answers at once: what can be asked of it. */
import type { Backend } from '../backend/backend.js'
import type { Batch } from '../dataset/batches.js'
import type { Dataset } from '../dataset/dataset.js'
import type { TargetShape } from '../loss/loss.js'
import type { Program } from '../program/program.js'
import type { Key } from '../random/key.js'
import type { Batched } from '../tensor/form.js'
import type { StateCodec } from './codec.js'
import type { FoldOptions } from '../jit/turns.js'
import type { ObserveOptions } from './measure.js'
import type { FitsMetrics, MetricsFor, MetricValues } from './metrics.js'
import type { Observer, Watched } from './observer.js'
import type { LossRuleOf, Recipe, Trained } from './recipe.js'
import type { TrainerState } from './state.js'

/** How a trainer runs its programs. */
export interface TrainerOptions {
  /** What runs the programs, `backend.wasm` if nothing is said; all backends give the same bits. */
  readonly backend?: Backend
  /**
   * What a step does whose loss is NaN or infinite, and a fold whose last parameters are: by default an error that names the
   * step and the place. `allow` goes on. An observer that stops the training comes first.
   */
  readonly nonFinite?: 'error' | 'allow'
}

/** The shape of one target of a network that is trained by a recipe. */
export type TargetFor<N extends Trained, R extends Recipe<any, any>> = TargetShape<LossRuleOf<R>, N['output']>
/** The element type of the targets that a recipe's loss takes. */
export type TargetTypeOf<R extends Recipe<any, any>> = LossRuleOf<R>['dtype']

/** Batches of `B` examples for a network and a recipe. */
export interface TrainerBatch<N extends Trained, R extends Recipe<any, any>, B extends number = number>
  extends Batch<B, N['input'], TargetFor<N, R>, TargetTypeOf<R>, N['inputDtype']> {}

/** Batches for a network and a recipe, all there or arriving in time. */
export type BatchesFor<N extends Trained, R extends Recipe<any, any>, B extends number> =
  | Iterable<Batch<B, N['input'], TargetFor<N, R>, TargetTypeOf<R>, N['inputDtype']>>
  | AsyncIterable<Batch<B, N['input'], TargetFor<N, R>, TargetTypeOf<R>, N['inputDtype']>>

/** Training of one network by one recipe. */
export interface Trainer<N extends Trained, R extends Recipe<any, any>> {
  /** Random parameters and a fresh optimizer: a function of the key. */
  readonly init: (key: Key) => TrainerState<N, R>
  /** The state after one batch. */
  readonly step: <B extends number>(
    state: TrainerState<N, R>, batch: Batch<B, N['input'], TargetFor<N, R>, TargetTypeOf<R>, N['inputDtype']>,
  ) => TrainerState<N, R>
  /** The state after all batches, as `batches.reduce(step, state)` gives it, without the copies in between. */
  readonly fold: <B extends number>(
    state: TrainerState<N, R>, batches: Iterable<Batch<B, N['input'], TargetFor<N, R>, TargetTypeOf<R>, N['inputDtype']>>,
  ) => TrainerState<N, R>
  /**
   * The same, over batches that may arrive in time, while the event loop turns every 12 milliseconds or `yieldEvery`: a page draws, a
   * server answers. When `signal` is aborted it ends with the state so far, from which the training goes on as if it had never stopped.
   *
   * @example
   * const xor = dataset.of({ inputs: tensor.of([4, 2], [0, 0, 0, 1, 1, 0, 1, 1]), targets: tensor.of([4, 1], [0, 1, 1, 0]) })
   * const { init, foldAsync } = trainer(pipe(n.input([2]), n.dense(1)))({
   *   loss: loss.squaredError(), optimizer: optimizer.sgd({ learningRate: 0.1 }),
   * })
   * const batches = pipe(xor, dataset.batches({ size: 4, epochs: 100 }))
   * const stop = new AbortController()
   * setTimeout(() => stop.abort(), 1000)
   * const soFar = await foldAsync(init(random.key(0)), batches, { yieldEvery: 5, signal: stop.signal })
   * const end = await foldAsync(soFar, batches.from(soFar.step))
   * end.step // 100
   */
  readonly foldAsync: <B extends number>(state: TrainerState<N, R>, batches: BatchesFor<N, R, B>, options?: FoldOptions) => Promise<TrainerState<N, R>>
  /**
   * The fold with an observer around it, which sees every step and may stop it. `measures` are what it sees beside loss and state;
   * an aborted `foldAsync` is `stopped: 'aborted'`, or for the signal's reason, where that is a text.
   */
  readonly observe: <A>(observer: Observer<TrainerState<N, R>, A>, options?: ObserveOptions) => {
    readonly fold: <B extends number>(
      state: TrainerState<N, R>, batches: Iterable<Batch<B, N['input'], TargetFor<N, R>, TargetTypeOf<R>, N['inputDtype']>>,
    ) => Watched<TrainerState<N, R>, A>
    readonly foldAsync: <B extends number>(
      state: TrainerState<N, R>, batches: BatchesFor<N, R, B>, options?: FoldOptions,
    ) => Promise<Watched<TrainerState<N, R>, A>>
  }
  /**
   * The values of metrics over a data set, as at inference. Where there are several outputs, each has a record of metrics of its
   * own, in which `metric.loss` is its loss without its weight: `{ kind: { accuracy: metric.accuracy }, loss: metric.loss }`.
   */
  readonly evaluate: <const M extends MetricsFor<N['output']>>(
    state: TrainerState<N, R>, data: Dataset<N['input'], TargetFor<N, R>, TargetTypeOf<R>, N['inputDtype']>,
    metrics: M & FitsMetrics<M, N['output']>,
  ) => MetricValues<M>
  /** As `evaluate`, in a promise: for code that serves backends of both kinds. */
  readonly evaluateAsync: <const M extends MetricsFor<N['output']>>(
    state: TrainerState<N, R>, data: Dataset<N['input'], TargetFor<N, R>, TargetTypeOf<R>, N['inputDtype']>,
    metrics: M & FitsMetrics<M, N['output']>,
  ) => Promise<MetricValues<M>>
  /** The outputs for a batch, as at inference. */
  readonly predict: <B extends number>(
    state: TrainerState<N, R>, inputs: Batched<B, N['input'], N['inputDtype']>,
  ) => Batched<B, N['output'], N['dtype']>
  /** As `predict`, in a promise. */
  readonly predictAsync: <B extends number>(
    state: TrainerState<N, R>, inputs: Batched<B, N['input'], N['inputDtype']>,
  ) => Promise<Batched<B, N['output'], N['dtype']>>
  /** The step for a batch like this one as data, derivatives included: `program.print` shows it. It is the program that
   * runs, or, with `simplified: false`, what was traced: `program.printPasses` shows how the one becomes the other. */
  readonly program: <B extends number>(
    state: TrainerState<N, R>, batch: Batch<B, N['input'], TargetFor<N, R>, TargetTypeOf<R>, N['inputDtype']>, options?: { readonly simplified?: boolean },
  ) => Program
  /** Checks and rebuilds states that come from outside. */
  readonly codec: StateCodec<TrainerState<N, R>>
}
