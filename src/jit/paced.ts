/** Steps that are done at once, over what is there or arrives in time, with pauses. */
import { drive } from './drive.js'
import { abortOf, foldOptions, turns, type FoldOptions } from './turns.js'

/** Takes one after the other, to the end or until told to stop; the reason, if there was one. */
export const paced = <X>(operation: string, xs: Iterable<X> | AsyncIterable<X>, options?: FoldOptions) => {
  const { yieldEvery, signal } = foldOptions(operation, options)
  return async (take: (x: X) => string | undefined): Promise<string | undefined> => {
    if (Symbol.asyncIterator in xs)
      return drive<X, void>(xs, { yieldEvery, signal, ahead: 1, ask: async () => {}, see: (_, x) => take(x), explain: async (error) => error })
    const before = abortOf(signal)
    if (before !== undefined) return before
    const { next, close } = turns(yieldEvery)
    try {
      for (const x of xs) {
        const stop = take(x)
        if (stop !== undefined) return stop
        const pause = next()
        if (pause !== undefined) await pause
        const aborted = abortOf(signal)
        if (aborted !== undefined) return aborted
      }
      return undefined
    } finally {
      close()
    }
  }
}
