/**
 * States on disk: `load(file, codec)` after `save(file, codec)(state)` gives the state, bit for bit, so training goes on as
 * if it had never stopped. Files are safetensors: the tensors by their paths (`params.0.weights`), and in the metadata
 * how they hang together, every other value and a seal over all of it, beside texts of the user's own.
 *
 * @example
 * import * as E from 'fp-ts/lib/Either.js'
 * import { tmpdir } from 'os'
 * const { init, codec } = trainer(pipe(n.input([2]), n.dense(1)))({
 *   loss: loss.squaredError(), optimizer: optimizer.sgd({ learningRate: 0.1 }),
 * })
 * const file = `${tmpdir()}/half.safetensors`
 * await pipe(init(random.key(0)), save(file, codec, { metadata: { data: 'prices of 2024' } }))() // Right
 * await load(file, codec)() // Right
 * pipe(await read(file)(), E.map(({ metadata }) => metadata.get('data'))) // Right: 'prices of 2024'
 */
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import type { Errors, Type } from 'io-ts'
import { TenfoldError } from '../shape/error.js'
import { aMaker, aRecord, aString, check, checkOptions } from '../shape/options.js'
import { callSite } from '../shape/site.js'
import { explainErrors } from '../trainer/codec.js'
import { contentsOf, readContents } from './contents.js'
import { wrong, type Problem } from './safetensors.js'
import { sealed } from './seal.js'
import { reading, writing } from './stored.js'

/** What is saved beside a state. */
export interface SaveOptions {
  /** Texts by names of your own, for whoever reads the file: `format`, `tree`, `memory` and `seal` are taken. */
  readonly metadata?: Readonly<Record<string, string>>
}

/** Codecs of states. */
export const aCodec = aMaker('a codec, as that of a trainer', 'validate', 'encode')

/**
 * Writes a state; `codec` is the trainer's. The same state is the same bytes, and the file appears whole or not at all. A
 * file that cannot be written (as `writable` says), or a state that cannot be said in plain data, is a `Left`, and an old file
 * stays as it was. A link stays a link, and a file's owner, group and mode stay, where the system allows it. `read` gives the
 * metadata back.
 */
export const save = <A>(file: string, codec: Type<A, unknown, unknown>, options: SaveOptions = {}) =>
  (state: A): TE.TaskEither<TenfoldError, void> => {
    check('checkpoint.save', { file, codec }, { file: aString, codec: aCodec })
    const { metadata = {} } = checkOptions<SaveOptions>('checkpoint.save', options, { metadata: aRecord })
    return writing('checkpoint.save', file, 'the state', (hash) =>
      sealed(contentsOf('checkpoint.save', { state: codec.encode(state), metadata }), hash), callSite())
  }

/** A state, and what observers remember beside it, as plain data; `undefined` where they don't. */
export interface Loaded<A> {
  readonly state: A
  readonly memory: unknown
}

/** Why a file could not be loaded, and whether that is since it isn't there. */
export interface Fault {
  readonly error: TenfoldError
  readonly isMissing: boolean
}

/** What is received in the place of a file that isn't there. */
const missing = 'no such file'

/** The codec's complaints in one sentence. */
const summary = (errors: Errors): string => {
  const places = explainErrors(errors)
  return `${places.slice(0, 3).join('; ')}${places.length > 3 ? `; and ${places.length - 3} more` : ''}`
}

/** A file's state and memory, the state by its codec; what is wrong with it otherwise. */
export const loading = <A>(
  operation: string, file: string, codec: Type<A, unknown, unknown>, at: string | undefined,
): TE.TaskEither<Fault, Loaded<A>> => {
  const fault = (problem: Problem): Fault => ({ error: wrong(operation, file, problem, at), isMissing: problem.place === '' && problem.received === missing })
  const misfit = (errors: Errors): Fault => {
    const received = summary(errors)
    const message = `${file} does not fit: ${received}`
    return { error: new TenfoldError(operation, { argument: file, expected: codec.name, received, message }, at), isMissing: false }
  }
  return pipe(
    reading(file),
    TE.chainEitherK(readContents),
    TE.mapLeft(fault),
    TE.chainEitherK(({ state, memory }) => pipe(codec.decode(state), E.bimap(misfit, (decoded) => ({ state: decoded, memory })))),
  )
}

/**
 * Reads a state; `codec` is that of a trainer of the same network and recipe. What observers remember beside it is left there:
 * `observe.resume` reads both. A file that cannot be read, is damaged (by one bit: a seal over everything is in it) or is the state
 * of something else is a `Left` that names the file, the place and the reason.
 */
export const load = <A>(file: string, codec: Type<A, unknown, unknown>): TE.TaskEither<TenfoldError, A> => {
  const at = callSite()
  check('checkpoint.load', { file, codec }, { file: aString, codec: aCodec })
  return pipe(loading('checkpoint.load', file, codec, at), TE.bimap(({ error }) => error, ({ state }) => state))
}
