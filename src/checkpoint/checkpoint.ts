/**
 * States on disk: `load(file, codec)` after `save(file, codec)(state)` gives the state, bit for bit, so training goes on as
 * if it had never stopped. Files are safetensors: the tensors by their paths (`params.0.weights`), and in the metadata
 * how they hang together and every other value.
 *
 * @example
 * import { tmpdir } from 'node:os'
 * const { init, codec } = trainer(pipe(n.input([2]), n.dense(1)))({
 *   loss: loss.squaredError(), optimizer: optimizer.sgd({ learningRate: 0.1 }),
 * })
 * const file = `${tmpdir()}/half.safetensors`
 * await pipe(init(random.key(0)), save(file, codec))() // Right
 * await load(file, codec)() // Right
 */
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import type { Errors, Type } from 'io-ts'
import { readBytes } from '../dataset/file.js'
import { reason, writeWhole } from '../receipt/file.js'
import { TenfoldError } from '../shape/error.js'
import { callSite } from '../shape/site.js'
import { explainErrors } from '../trainer/codec.js'
import { contents } from './decode.js'
import { encode } from './encode.js'
import { assemble, dismantle } from './form.js'
import { wrong, type Problem, type Safetensors } from './safetensors.js'

/** What the metadata says that a checkpoint of this form is. */
const format = 'tenfold 1'

/** The error of one argument as that of a file. */
const inFile = (file: string, { argument, expected, received }: TenfoldError, at: string | undefined): TenfoldError => {
  const message = `${file}: ${argument === '' ? 'the state' : argument} should be ${expected}`
  return new TenfoldError('checkpoint.save', { argument: file, expected, received, message }, at)
}

/**
 * Writes a state; `codec` is the trainer's. The file appears whole or not at all. A folder that is not there or not to
 * be written, or a state that cannot be said in plain data, is a `Left`, and an old file stays as it was.
 */
export const save = <A>(file: string, codec: Type<A, unknown, unknown>) => (state: A): TE.TaskEither<TenfoldError, void> => {
  const at = callSite()
  const fault = (expected: string) => (error: unknown): TenfoldError =>
    (error instanceof TenfoldError ? inFile(file, error, at) : wrong('checkpoint.save', file, '', expected, reason(error), at))
  return pipe(
    TE.fromIOEither(() => E.tryCatch(() => {
      const { tree, tensors } = dismantle(codec.encode(state))
      return encode({ tensors, metadata: new Map([['format', format], ['tree', tree]]) })
    }, fault('a state of tensors and plain data'))),
    TE.chain((bytes) => TE.tryCatch(() => writeWhole(file, bytes), fault('a file that can be written'))),
  )
}

const plainData = ({ tensors, metadata }: Safetensors): E.Either<Problem, unknown> => {
  const [made, tree] = [metadata.get('format'), metadata.get('tree')]
  const foreign = (received: string): Problem => ({ place: '__metadata__.format', expected: JSON.stringify(format), received })
  const untold = (received: string): Problem =>
    ({ place: '__metadata__.tree', expected: 'how the tensors hang together', received })
  return made !== format ? E.left(foreign(made === undefined ? 'nothing' : JSON.stringify(made.slice(0, 80))))
    : tree === undefined ? E.left(untold('nothing'))
    : E.mapLeft(untold)(assemble({ tree, tensors }))
}

/** The codec's complaints in one sentence. */
const summary = (errors: Errors): string => {
  const places = explainErrors(errors)
  return `${places.slice(0, 3).join('; ')}${places.length > 3 ? `; and ${places.length - 3} more` : ''}`
}

/**
 * Reads a state; `codec` is that of a trainer of the same network and recipe. A file that cannot be read, is damaged or
 * is the state of something else is a `Left` that names the file, the place and the reason.
 */
export const load = <A>(file: string, codec: Type<A, unknown, unknown>): TE.TaskEither<TenfoldError, A> => {
  const at = callSite()
  const fault = ({ place, expected, received }: Problem): TenfoldError =>
    wrong('checkpoint.load', file, place, expected, received, at)
  const misfit = (errors: Errors): TenfoldError => {
    const received = summary(errors)
    const message = `${file} does not fit: ${received}`
    return new TenfoldError('checkpoint.load', { argument: file, expected: codec.name, received, message }, at)
  }
  return pipe(
    readBytes('checkpoint.load', file),
    TE.mapLeft(({ expected, received }) => fault({ place: '', expected, received: String(received) })),
    TE.chainEitherK((bytes) => pipe(contents(bytes), E.chain(plainData), E.mapLeft(fault))),
    TE.chainEitherK((data) => pipe(codec.decode(data), E.mapLeft(misfit))),
  )
}
