/**
 * Models in files: one safetensors file has all of a model, the schema of a raw case, what was fitted, the parameters, and what the
 * outputs mean. Its metadata has them as JSON in `model`, beside a seal over everything.
 *
 * @example
 * import { tmpdir } from 'os'
 * const rows = Array.from({ length: 40 }, (_, i) => ({ area: 30 + i, price: 100 + 3 * i }))
 * const flats = define({ input: row({ area: table.number }), output: quantity('price'), network: perceptron({ hidden: [8] }) })
 * const trained = await pipe(rows, train(flats, { epochs: 20 }))()
 * if (trained._tag === 'Left') throw trained.left
 * const file = `${tmpdir()}/flats.safetensors`
 * await pipe(trained.right.model, save(file))() // Right
 * await load(file, flats)() // Right
 * await decode(encode(trained.right.model), flats)() // Right
 */
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { decode as decodeFile } from '../checkpoint/decode.js'
import { encode as encodeFile } from '../checkpoint/encode.js'
import { wrong, type Problem, type Safetensors } from '../checkpoint/safetensors.js'
import { sealed } from '../checkpoint/seal.js'
import { reading, writing } from '../checkpoint/stored.js'
import type { TenfoldError } from '../shape/error.js'
import { aString, check } from '../shape/options.js'
import { callSite } from '../shape/site.js'
import { aDefinition, type Definition } from './define.js'
import { aboutIn, contentsOf, foundIn, type Found } from './form.js'
import type { Input } from './input.js'
import { aModel, modelOf, type Model } from './model.js'
import type { Output } from './output.js'

/** A model whose schema only run time knows: raw cases and answers are records. */
export type OpenModel = Model<
  Input<Readonly<Record<string, unknown>>, Readonly<Record<string, unknown>>>,
  Output<unknown, Readonly<Record<string, unknown>>>
>

/**
 * Writes a model as one safetensors file, whole or not at all: the same model is the same bytes. A file that cannot be written is a
 * `Left`, and an old one stays as it was.
 */
export const save = (file: string) => {
  check('model.save', { file }, { file: aString })
  return <I extends Input, O extends Output, P>(model: Model<I, O, P>): TE.TaskEither<TenfoldError, void> => {
    check('model.save', { model }, { model: aModel })
    return writing('model.save', file, 'the model', (hash) => sealed(contentsOf(model as unknown as Model), hash), callSite())
  }
}

/** The bytes of such a file. */
export const encode = <I extends Input, O extends Output, P>(model: Model<I, O, P>): Uint8Array => {
  check('model.encode', { model }, { model: aModel })
  return encodeFile(sealed(contentsOf(model as unknown as Model)))
}

/** The model in a file, of a definition, or of what the file itself describes. */
const modelIn = (contents: Safetensors, given: Definition | undefined): TE.TaskEither<Problem, Model> => async () => {
  const about = aboutIn(contents)
  if (E.isLeft(about)) return about
  const { architecture } = about.right
  if (given === undefined && architecture === null) {
    const expected = 'an architecture as plain data, or the definition of the model beside the file'
    return E.left({ place: '__metadata__.model.architecture', expected, received: 'none: the network is code' })
  }
  const made = (definition: Definition): E.Either<Problem, Model> =>
    E.map(({ fitted, params }: Found) => modelOf(definition, fitted, params))(foundIn(contents, about.right, definition))
  return given === undefined ? (await import('./described.js')).described(about.right, made) : made(given)
}

/** `load`, of a model whose definition is at hand, and of one that its file describes. */
export interface Load {
  <I extends Input, O extends Output, P>(file: string, definition: Definition<I, O, P>): TE.TaskEither<TenfoldError, Model<I, O, P>>
  (file: string): TE.TaskEither<TenfoldError, OpenModel>
}

/**
 * Reads a model. With its definition, raw cases and answers are typed, and a file of another definition is a `Left` that says what
 * differs; without it, the file describes all, unless the network is code, which is a `Left` too. No loss and no optimizer is
 * needed. A file that cannot be read, is damaged (by one bit: a seal over everything is in it) or of another version is a `Left`
 * that names the file, the place and the reason.
 *
 * @example
 * await load('no.safetensors')()
 * // Left: model.load: no.safetensors: expected a file that can be read, received no such file
 */
export const load: Load = (file: string, definition?: Definition): any => {
  check('model.load', { file }, { file: aString })
  if (definition !== undefined) check('model.load', { definition }, { definition: aDefinition })
  const at = callSite()
  return pipe(
    reading(file),
    TE.chain((contents) => modelIn(contents, definition)),
    TE.mapLeft((problem) => wrong('model.load', file, problem, at)),
  )
}

/** `decode`, of a model whose definition is at hand, and of one that its bytes describe. */
export interface Decode {
  <I extends Input, O extends Output, P>(
    bytes: Uint8Array, definition: Definition<I, O, P>,
  ): TE.TaskEither<TenfoldError, Model<I, O, P>>
  (bytes: Uint8Array): TE.TaskEither<TenfoldError, OpenModel>
}

/**
 * The model in the bytes of a file, as `load` reads it: for a page, which has them from `fetch`.
 *
 * @example
 * await decode(new Uint8Array(3))() // Left: checkpoint.decode: the file: expected at least 8 bytes, received 3
 */
export const decode: Decode = (bytes: Uint8Array, definition?: Definition): any => {
  if (definition !== undefined) check('model.decode', { definition }, { definition: aDefinition })
  return pipe(
    TE.fromEither(decodeFile(bytes)),
    TE.chain((contents) => pipe(
      modelIn(contents, definition),
      TE.mapLeft((problem) => wrong('model.decode', 'the file', problem)),
    )),
  )
}
