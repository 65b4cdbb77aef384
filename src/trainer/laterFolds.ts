/** Folds where the backend answers later, before any of their code is there. */
import type { AsyncBackend } from '../backend/asyncBackend.js'
import type { FoldOptions } from '../jit/turns.js'
import { refusing } from './asyncTrainer.js'
import type { Learning } from './learning.js'
import { measuresOf, type ObserveOptions } from './measure.js'
import type { AsyncObserver } from './observer.js'
import type { State } from './state.js'
import type { AnyBatch } from './task.js'

/** Folds of a task on a backend that answers later; their code is loaded when one of them begins. */
export const foldsLater = <P, S>(learning: Learning<P, S>, backend: AsyncBackend) => {
  const loaded = async () => (await import('./asyncTrainings.js')).asyncFolds(learning, backend)
  let made: ReturnType<typeof loaded> | undefined
  const later = (): ReturnType<typeof loaded> => (made ??= loaded())
  return {
    ...refusing(['step', 'fold', 'evaluate', 'predict'], backend),
    foldAsync: async (state: State<P, S>, batches: Iterable<AnyBatch> | AsyncIterable<AnyBatch>, options?: FoldOptions) =>
      (await later()).fold(state, batches, options),
    observe: (observer: AsyncObserver<State<P, S>, any>, options?: ObserveOptions) => {
      const measures = measuresOf(options)
      return {
        ...refusing(['fold'], backend),
        foldAsync: async (state: State<P, S>, batches: Iterable<AnyBatch> | AsyncIterable<AnyBatch>, fold?: FoldOptions) =>
          (await later()).observed(observer, measures)(state, batches, fold),
      }
    },
  }
}
