import { backend } from 'tenfold'
import * as TE from 'fp-ts/lib/TaskEither.js'
import type { Options } from './options.js'

interface Started extends backend.Backend {
  readonly close?: () => Promise<void>
}

const start = ({ backend: name = 'wasm', threads }: Options): TE.TaskEither<Error, Started> =>
  threads === undefined
    ? TE.of(backend[name])
    : TE.tryCatch(() => backend.wasmThreads({ threads }), (error) => error as Error)

/** Uses the backend of the options; its threads, if it has any, end with the use. */
export const withBackend = (options: Options) =>
  <A>(use: (on: backend.Backend) => TE.TaskEither<Error, A>): TE.TaskEither<Error, A> =>
    TE.bracket(start(options), use, ({ close }) => TE.fromTask(async () => close?.()))
