/**
 * Safetensors on disk: `read(file)` after `write(file)(contents)` gives the contents. Checkpoints are such files, and so are
 * the weights of other projects.
 *
 * @example
 * import { tmpdir } from 'os'
 * const file = `${tmpdir()}/bias.safetensors`
 * await write(file)({ tensors: new Map([['bias', t.of([2], [1, 2])]]), metadata: new Map([['author', 'me']]) })() // Right
 * await read(file)() // Right: { tensors: { bias: [1, 2] }, metadata: { author: 'me' } }
 */
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { readBytes } from '../dataset/file.js'
import { reason, writeWhole } from '../receipt/file.js'
import { TenfoldError } from '../shape/error.js'
import { callSite } from '../shape/site.js'
import { contents } from './decode.js'
import { encode } from './encode.js'
import { wrong, type Problem, type Safetensors } from './safetensors.js'

/** What an operation finds in a file, or what is wrong with it. */
export const reading = (operation: string, file: string): TE.TaskEither<Problem, Safetensors> => pipe(
  readBytes(operation, file),
  TE.mapLeft(({ expected, received }): Problem => ({ place: '', expected, received: String(received) })),
  TE.chainEitherK(contents),
)

/** The error of one argument as that of a file. */
const inFile = (operation: string, file: string, whole: string, error: TenfoldError, at: string | undefined): TenfoldError => {
  const { argument, expected, received } = error
  const place = `${file}: ${argument === '' ? whole : argument}`
  return new TenfoldError(operation, { argument: place, expected, received, message: `${place} should be ${expected}` }, at)
}

/** Writes what `made` gives when the task runs; an error that it throws is that of the file. */
export const writing = (
  operation: string, file: string, whole: string, made: () => Safetensors, at: string | undefined,
): TE.TaskEither<TenfoldError, void> => {
  const fault = (expected: string) => (error: unknown): TenfoldError =>
    (error instanceof TenfoldError ? inFile(operation, file, whole, error, at)
    : wrong(operation, file, { place: '', expected, received: reason(error) }, at))
  return pipe(
    TE.fromIOEither(() => E.tryCatch(() => encode(made()), fault('tensors and plain data'))),
    TE.chain((bytes) => TE.tryCatch(() => writeWhole(file, bytes), fault('a file that can be written'))),
  )
}

/**
 * The tensors and texts of a safetensors file, whoever wrote it; those of a checkpoint are by their paths, `params.0.weights`.
 * A file that cannot be read or is damaged is a `Left` that names the file, the place and the reason.
 */
export const read = (file: string): TE.TaskEither<TenfoldError, Safetensors> => {
  const at = callSite()
  return pipe(reading('checkpoint.read', file), TE.mapLeft((problem) => wrong('checkpoint.read', file, problem, at)))
}

/**
 * Writes tensors and texts as a safetensors file, whole or not at all. A folder that is not there or not to be written, or
 * what no such file can hold, is a `Left`, and an old file stays as it was.
 */
export const write = (file: string) => (all: Safetensors): TE.TaskEither<TenfoldError, void> =>
  writing('checkpoint.write', file, 'the contents', () => all, callSite())
