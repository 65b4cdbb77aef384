/** The events of a training on their way to `run.jsonl`. */
import * as E from 'fp-ts/lib/Either.js'
import type { observe, run } from 'tenfold'
import { writerTo } from '../src/run/writer.js'

export interface Recording {
  readonly add: (event: run.RunEvent) => void
  /** Writes what waits; by then it is in the file. */
  readonly flush: () => void
  /** Part of what a checkpoint remembers: no checkpoint is written before what it goes on from. */
  readonly observer: observe.Observer<unknown, null>
}

export const recording = (file: string): Recording => {
  const { add, next, flush } = writerTo('tenfold train', file)
  return {
    flush,
    add: (event) => {
      add(event)
      next(event.event === 'step' ? event.seconds : undefined)
    },
    observer: {
      looks: () => false,
      start: () => null,
      see: (value) => ({ value }),
      memory: {
        encode: () => {
          flush()
          return null
        },
        decode: () => E.right(null),
      },
    },
  }
}
