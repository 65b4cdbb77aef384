/** The text of files: whatever reads text begins here. */
import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import type { TenfoldError } from '../shape/error.js'
import { readBytes } from './file.js'
import { gunzip } from './gzip.js'
import { boundOf, limited, type Limits } from './limit.js'
import { decodeUtf8 } from './utf8.js'

/** The text of a file in UTF-8, compressed by gzip or not. */
export const readText = (operation: string, file: string, limits: Limits = {}): TE.TaskEither<TenfoldError, string> => {
  const maxBytes = boundOf(operation, limits, limited)
  return pipe(
    readBytes(operation, file, maxBytes),
    TE.chain(gunzip(operation, file, maxBytes)),
    TE.chainEitherKW(decodeUtf8(operation, file)),
  )
}
