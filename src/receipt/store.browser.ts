/** In place of `store.ts` in browsers, by `browser` in package.json: there are no files, which is a `Left` that says so. */
import * as TE from 'fp-ts/lib/TaskEither.js'
import { TenfoldError } from '../shape/error.js'
import { callSite } from '../shape/site.js'
import type { Receipt } from './receipt.js'

const absent = (operation: string, file: string, expected: string): TE.TaskEither<TenfoldError, never> => {
  const received = 'no file system: this is a browser'
  const message = `${file}: expected ${expected}, received ${received}`
  return TE.left(new TenfoldError(operation, { argument: file, expected, received, message }, callSite()))
}

/** A `Left`. */
export const save = (file: string) => (_receipt: Receipt): TE.TaskEither<TenfoldError, void> =>
  absent('receipt.save', file, 'a file that can be written')

/** A `Left`. */
export const load = (file: string): TE.TaskEither<TenfoldError, Receipt> =>
  absent('receipt.load', file, 'a file that can be read')
