/** In place of `checkpoint.ts` in browsers, by `browser` in package.json: there are no files, which is a `Left` that says so. */
import * as TE from 'fp-ts/lib/TaskEither.js'
import type { Type } from 'io-ts'
import { TenfoldError } from '../shape/error.js'
import { callSite } from '../shape/site.js'
import { wrong } from './safetensors.js'

const absent = (operation: string, file: string, expected: string): TE.TaskEither<TenfoldError, never> =>
  TE.left(wrong(operation, file, '', expected, 'no file system: this is a browser', callSite()))

/** A `Left`. */
export const save = <A>(file: string, _codec: Type<A, unknown, unknown>) => (_state: A): TE.TaskEither<TenfoldError, void> =>
  absent('checkpoint.save', file, 'a file that can be written')

/** A `Left`. */
export const load = <A>(file: string, _codec: Type<A, unknown, unknown>): TE.TaskEither<TenfoldError, A> =>
  absent('checkpoint.load', file, 'a file that can be read')
