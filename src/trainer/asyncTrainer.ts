/** Training where the backend answers later: what can be asked of it, and what cannot. */
import type { AsyncBackend } from '../backend/asyncBackend.js'
import type { FoldOptions } from '../jit/turns.js'
import { fail } from '../shape/error.js'
import type { ObserveOptions } from './measure.js'
import type { AsyncObserver, Watched } from './observer.js'
import type { Recipe, Trained } from './recipe.js'
import type { TrainerState } from './state.js'
import type { BatchesFor, Trainer, TrainerOptions } from './syncTrainer.js'

/** How a trainer runs its programs on a backend that answers later. */
export interface AsyncTrainerOptions extends Omit<TrainerOptions, 'backend'> {
  readonly backend: AsyncBackend
}

/**
 * Training of one network by one recipe on a backend that answers later. A fold asks for several steps at once, waits for none
 * before it asks for the next, and looks at each loss when it comes: batches are taken that many ahead. A backend that fails on the
 * way is a `FoldError` with the last whole state.
 */
export interface AsyncTrainer<N extends Trained, R extends Recipe<any, any>>
  extends Pick<Trainer<N, R>, 'init' | 'evaluateAsync' | 'predictAsync' | 'program' | 'codec'> {
  /**
   * The state after all batches, as `fold` on a backend that answers at once gives it, to the bit. When `signal` is aborted, the state
   * so far: that after the last step whose loss has been looked at.
   */
  readonly foldAsync: <B extends number>(state: TrainerState<N, R>, batches: BatchesFor<N, R, B>, options?: FoldOptions) => Promise<TrainerState<N, R>>
  /** The fold with an observer around it, which sees every step in order, some time after it was asked for, and may stop it. */
  readonly observe: <A>(observer: AsyncObserver<TrainerState<N, R>, A>, options?: ObserveOptions) => {
    readonly foldAsync: <B extends number>(
      state: TrainerState<N, R>, batches: BatchesFor<N, R, B>, options?: FoldOptions,
    ) => Promise<Watched<TrainerState<N, R>, A>>
  }
}

/** Functions that are only to be had at once, and say what to call instead: types have none of them. */
export const refusing = (names: readonly ('step' | 'fold' | 'evaluate' | 'predict')[], { name }: AsyncBackend): Readonly<Record<string, () => never>> =>
  Object.fromEntries(names.map((operation) => [operation, () => fail(operation, {
    argument: 'backend', expected: 'a backend that answers at once', received: name,
    message: `backend "${name}" answers later: call ${operation === 'step' ? 'fold' : operation}Async`,
  })]))
