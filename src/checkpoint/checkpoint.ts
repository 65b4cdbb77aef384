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
import { fail, TenfoldError } from '../shape/error.js'
import { aMaker, aRecord, aString, check, checkOptions } from '../shape/options.js'
import { callSite } from '../shape/site.js'
import { explainErrors } from '../trainer/codec.js'
import { assemble, dismantle } from './form.js'
import { wrong, type Problem, type Safetensors } from './safetensors.js'
import { format, sealed, takenNames } from './seal.js'
import { reading, writing } from './stored.js'

/** What is saved beside a state. */
export interface SaveOptions {
  /** Texts by names of your own, for whoever reads the file: `format`, `tree` and `seal` are taken. */
  readonly metadata?: Readonly<Record<string, string>>
}

const aCodec = aMaker('a codec, as that of a trainer', 'validate', 'encode')

const withMetadata = (tree: string, own: Readonly<Record<string, string>>): ReadonlyMap<string, string> => {
  const taken = takenNames.find((name) => Object.hasOwn(own, name))
  if (taken !== undefined)
    fail('checkpoint.save', { argument: 'metadata', expected: 'other names than format and tree, or seal', received: taken })
  return new Map([...Object.entries(own), ['format', format], ['tree', tree]])
}

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
    return writing('checkpoint.save', file, 'the state', (hash) => {
      const { tree, tensors } = dismantle(codec.encode(state))
      return sealed({ tensors, metadata: withMetadata(tree, metadata) }, hash)
    }, callSite())
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
 * Reads a state; `codec` is that of a trainer of the same network and recipe. A file that cannot be read, is damaged (by one
 * bit: a seal over everything is in it) or is the state of something else is a `Left` that names the file, the place and the
 * reason.
 */
export const load = <A>(file: string, codec: Type<A, unknown, unknown>): TE.TaskEither<TenfoldError, A> => {
  const at = callSite()
  check('checkpoint.load', { file, codec }, { file: aString, codec: aCodec })
  const fault = (problem: Problem): TenfoldError => wrong('checkpoint.load', file, problem, at)
  const misfit = (errors: Errors): TenfoldError => {
    const received = summary(errors)
    const message = `${file} does not fit: ${received}`
    return new TenfoldError('checkpoint.load', { argument: file, expected: codec.name, received, message }, at)
  }
  return pipe(
    reading(file),
    TE.chainEitherK(plainData),
    TE.mapLeft(fault),
    TE.chainEitherK((data) => pipe(codec.decode(data), E.mapLeft(misfit))),
  )
}
