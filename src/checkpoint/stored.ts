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
import {
  expectWritable, expectWritableNow, nativeHash, nativeHashNow, openRegular, reason, writeWhole, writeWholeNow, type Regular,
} from '../io/file.js'
import type { Hash } from '../io/hash.js'
import { TenfoldError } from '../shape/error.js'
import { callSite } from '../shape/site.js'
import { pieces } from './encode.js'
import { contentsIn } from './parts.js'
import { wrong, type Problem, type Safetensors } from './safetensors.js'

const unreadable = (error: unknown): Problem =>
  ({ place: '', expected: 'a file that can be read', received: reason('read', error) })

/** What there is in a file, or what is wrong with it. */
export const reading = (file: string): TE.TaskEither<Problem, Safetensors> => TE.bracket(
  TE.tryCatch(() => openRegular(file), unreadable),
  (opened: Regular) => pipe(
    TE.tryCatch(async () => contentsIn(opened, await nativeHash())(), unreadable),
    TE.chainEitherK((found) => found),
  ),
  ({ close }) => TE.tryCatch(close, unreadable),
)

/** The error of one argument as that of a file. */
const inFile = (operation: string, file: string, whole: string, error: TenfoldError, at: string | undefined): TenfoldError => {
  const { argument, expected, received } = error
  const place = `${file}: ${argument === '' ? whole : argument}`
  return new TenfoldError(operation, { argument: place, expected, received, message: `${place} should be ${expected}` }, at)
}

const [writableFile, plainThings] = ['a file that can be written', 'tensors and plain data']

/** An error of what is written, or of the file, as that of the file. */
const faultIn = (operation: string, file: string, whole: string, at: string | undefined) => (expected: string) =>
  (error: unknown): TenfoldError =>
    (error instanceof TenfoldError ? inFile(operation, file, whole, error, at)
    : wrong(operation, file, { place: '', expected, received: reason('write', error) }, at))

/** Writes what `made` gives when the task runs, which may use the host's hash; an error that it throws is that of the file. */
export const writing = (
  operation: string, file: string, whole: string, made: (hash: Hash | undefined) => Safetensors, at: string | undefined,
): TE.TaskEither<TenfoldError, void> => {
  const fault = faultIn(operation, file, whole, at)
  return pipe(
    TE.fromTask(nativeHash),
    TE.chainEitherK((hash) => E.tryCatch(() => pieces(made(hash)), fault(plainThings))),
    TE.chain((bytes) => TE.tryCatch(() => writeWhole(file, bytes), fault(writableFile))),
  )
}

/** The same at once. */
export const writingNow = (
  operation: string, file: string, whole: string, made: (hash: Hash) => Safetensors, at: string | undefined,
): E.Either<TenfoldError, void> => {
  const fault = faultIn(operation, file, whole, at)
  return pipe(
    E.tryCatch(nativeHashNow, fault(writableFile)),
    E.chain((hash) => E.tryCatch(() => pieces(made(hash)), fault(plainThings))),
    E.chain((bytes) => E.tryCatch(() => writeWholeNow(file, bytes), fault(writableFile))),
  )
}

/** Whether a file can be written at once. */
export const writableNow = (operation: string, file: string, at: string | undefined): E.Either<TenfoldError, void> =>
  E.tryCatch(() => expectWritableNow(file), faultIn(operation, file, '', at)(writableFile))

/**
 * The tensors and texts of a safetensors file, whoever wrote it; those of a checkpoint are by their paths, `params.0.weights`.
 * A file that cannot be read or is damaged is a `Left` that names the file, the place and the reason.
 */
export const read = (file: string): TE.TaskEither<TenfoldError, Safetensors> => {
  const at = callSite()
  return pipe(reading(file), TE.mapLeft((problem) => wrong('checkpoint.read', file, problem, at)))
}

/**
 * Writes tensors and texts as a safetensors file, whole or not at all. A file that cannot be written (as `writable` says), or
 * what no such file can hold, is a `Left`, and an old file stays as it was.
 */
export const write = (file: string) => (all: Safetensors): TE.TaskEither<TenfoldError, void> =>
  writing('checkpoint.write', file, 'the contents', () => all, callSite())

/**
 * Whether `save`, `write` and others of this package can write a file: a `Left` says why not. For asking before a training,
 * whose state would have no place after it. A link leads to where it points, be there a file or not; a folder, a pipe, a device
 * or a read-only file is refused, and a link that another user has put into a folder that others may write to.
 *
 * @example
 * import { tmpdir } from 'os'
 * await writable(`${tmpdir()}/state.safetensors`)() // Right
 * await writable('no/state.safetensors')()
 * // Left: checkpoint.writable: no/state.safetensors: expected a file that can be written, received no such folder
 */
export const writable = (file: string): TE.TaskEither<TenfoldError, void> => {
  const at = callSite()
  return TE.tryCatch(
    () => expectWritable(file),
    (error) => wrong('checkpoint.writable', file, { place: '', expected: writableFile, received: reason('write', error) }, at),
  )
}
