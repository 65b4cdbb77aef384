/**
 * A receipt says what a training was and what came of it, in digests that anyone can make again. Law: who trains from the
 * same configuration and data gets an equal receipt, on whatever machine; `compare` says what differs first.
 *
 * @example
 * import * as E from 'fp-ts/lib/Either.js'
 * const data = dataset.drawnDigits({ count: 40, key: random.key(1) })
 * const learn = trainer(pipe(n.input([28, 28, 1]), n.flatten, n.dense(10)))({
 *   loss: loss.sparseSoftmaxCrossEntropy(), optimizer: optimizer.sgd({ learningRate: 0.1 }),
 * })
 * const train = (seed: number): Receipt => {
 *   const steps = [...pipe(data, dataset.batches({ size: 20, epochs: 3 }))]
 *   const [start, first] = [learn.init(random.key(seed)), steps[0] ?? data]
 *   const end = learn.fold(start, steps)
 *   return of({
 *     configuration: { seed },
 *     data: digest(data),
 *     initial: digest(start.params),
 *     program: programDigest(learn.program(start, first, { simplified: false })),
 *     steps: end.step,
 *     final: digest(end.params),
 *   })
 * }
 * compare(train(7), train(7)) // Right
 * const said = pipe(compare(train(7), train(8)), E.match(({ message }) => message, () => 'equal'))
 * said // 'configuration.seed: 7 claimed, 8 made'
 */
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import type { Json } from 'fp-ts/lib/Json.js'
import * as t from 'io-ts'
import { fail } from '../shape/error.js'
import { aRecord, check, type Kind } from '../shape/options.js'
import { toUtf8 } from '../shape/utf8.js'
import { brief, explainErrors, isRecord, recordLike } from '../trainer/codec.js'
import { engineCodec, type Engine } from './engine.js'
import { aVersion, count, digits } from './fields.js'
import { canonical, json } from './json.js'
import { sha256 } from './sha256.js'
import { trailDigits } from './trail.js'
import { contract, version } from './version.js'

/** What a training was and what came of it. */
export interface Training {
  /** What took the steps, where it was none of this package's backends, which all give the same bits. */
  readonly engine?: Engine
  /** What it was made from, in the user's own words: a JSON value. */
  readonly configuration: Json
  /** The `digest` of the data set that was trained on, or of the `batches` that passed. */
  readonly data: string
  /** The `digest` of the parameters before the first step. */
  readonly initial: string
  /** The `programDigest` of the first step as it was traced. */
  readonly program: string
  /** How many steps were taken. */
  readonly steps: number
  /** The first 16 digits of the parameters' digest after each step. */
  readonly trail?: readonly string[]
  /** The `digest` of the parameters after the last step. */
  readonly final: string
}

/** A training with what it was made under, and a seal. */
export interface Receipt extends Training {
  /** The version of the numerics contract. */
  readonly contract: number
  /** The version of this package. It is told, and not compared: another one gives the same bits under the same contract. */
  readonly tenfold: string
  /** SHA-256 over the other fields as canonical JSON (RFC 8785): what is changed later does not fit it. It is no signature. */
  readonly seal: string
}

type Unsealed = Omit<Receipt, 'seal'>

const sealed = (
  { contract: under, tenfold, engine, configuration, data, initial, program, steps, trail, final }: Unsealed,
): Receipt => {
  const way = trail === undefined ? {} : { trail: Object.freeze([...trail]) }
  const by = engine === undefined ? {} : { engine }
  const rest = { contract: under, tenfold, ...by, configuration, data, initial, program, steps, ...way, final }
  return Object.freeze({ ...rest, seal: sha256([toUtf8(canonical(rest as unknown as Json))]) })
}

const fields = {
  contract: count,
  tenfold: aVersion,
  configuration: json, data: digits(64), initial: digits(64), program: digits(64), steps: count, final: digits(64),
}
const optional = { engine: engineCodec, trail: t.readonlyArray(digits(trailDigits), 'a list of digests') }

/** The codec of what has these of the fields that may be missing. */
const codecFor = (u: object): t.Mixed =>
  recordLike({ ...fields, ...Object.fromEntries(Object.entries(optional).filter(([name]) => Object.hasOwn(u, name))) })

const unsealed = (u: object, context: t.Context): t.Validation<Unsealed> => pipe(
  codecFor(u).validate(u, context) as t.Validation<Unsealed>,
  E.filterOrElse(
    ({ steps, trail }) => trail === undefined || trail.length === steps,
    ({ steps, trail }) =>
      misfit(context, 'trail', trail, `${steps} digests expected, one for each step, received ${trail?.length}`),
  ),
)

const misfit = (context: t.Context, field: keyof Receipt, value: unknown, message: string): t.Errors =>
  [{ value, context: t.appendContext(context, field, t.unknown, value), message }]

const whole = (u: unknown, context: t.Context): t.Validation<Receipt> => {
  if (!isRecord(u)) return t.failure(u, context, `a receipt expected, received ${brief(u)}`)
  const { seal, ...rest } = u
  const expected = 'expected, the SHA-256 of the rest'
  return pipe(unsealed(rest, context), E.map(sealed), E.filterOrElse((made) => made.seal === seal, (made) =>
    misfit(context, 'seal', seal, `${made.seal} ${expected}, received ${brief(seal)}: something was changed`)))
}

/**
 * The io-ts codec of receipts. A field too many is an error like a field too few, and so is a seal that does not fit the rest.
 *
 * @example
 * import * as E from 'fp-ts/lib/Either.js'
 * pipe(codec.decode(null), E.mapLeft(explainErrors)) // Left
 */
export const codec: t.Type<Receipt, unknown, unknown> =
  new t.Type<Receipt, unknown, unknown>('Receipt', (u): u is Receipt => E.isRight(whole(u, [])), whole, t.identity)

export const aReceipt: Kind = { expected: 'a receipt, as receipt.of makes it', holds: codec.is }

/**
 * The receipt of a training, under the contract and the version of this package. A digest that is none, a trail that is
 * not as long as the training, or a configuration that JSON cannot say is an error.
 */
export const of = (training: Training): Receipt => {
  check('receipt.of', { training }, { training: aRecord })
  const made = unsealed({ ...training, contract, tenfold: version }, [])
  if (E.isRight(made)) return sealed(made.right)
  const [message = ''] = explainErrors(made.left)
  const [{ context, value } = { context: [], value: training }] = made.left
  const argument = context.map(({ key }) => key).join('.')
  return fail('receipt.of', { argument, expected: 'what a receipt can say', received: value, message })
}
