/** States as plain data and back: unknown in, a state whose every tensor is checked out. */
import * as E from 'fp-ts/lib/Either.js'
import * as t from 'io-ts'
import { fail, valueText as brief } from '../shape/error.js'
import { check, isRecord as isPlainRecord, listOf, type Kind } from '../shape/options.js'
import { received, tensorLike } from '../tensor/codec.js'
import { isTensor } from '../tensor/tensor.js'
import * as tree from '../tensor/tree.js'
import type { State } from './state.js'

/** An io-ts codec of the states of one trainer. */
export type StateCodec<St extends State<unknown, unknown>> = t.Type<St, unknown, unknown>

const isRecord = (u: unknown): u is Readonly<Record<string, unknown>> => isPlainRecord(u) && !isTensor(u)

/**
 * A record of exactly these fields, in whatever order; both ways it comes out in the order of the model, which sums over
 * all parameters go by. One field more is as wrong as one less: it would be lost.
 */
const recordLike = (fields: Readonly<Record<string, t.Mixed>>): t.Mixed => {
  const known = t.type(fields)
  const ordered = (record: unknown): unknown =>
    Object.fromEntries(Object.keys(fields).map((key) => [key, (record as Readonly<Record<string, unknown>>)[key]]))
  const form = `a record of ${Object.keys(fields).join(', ')}`
  const others = (u: unknown): readonly string[] => Object.keys(u as object).filter((key) => !Object.hasOwn(fields, key))
  return new t.Type<unknown>(
    known.name,
    (u): u is unknown => isRecord(u) && known.is(u) && others(u).length === 0,
    (u, context) => {
      if (!isRecord(u)) return t.failure(u, context, `${form} expected, received ${received(u)}`)
      const result = known.validate(u, context)
      const surplus = others(u).map((key): t.ValidationError => {
        const value = u[key]
        return { value, context: t.appendContext(context, key, t.undefined, value), message: 'no such field expected' }
      })
      return surplus.length === 0 ? E.map(ordered)(result) : t.failures([...(E.isLeft(result) ? result.left : []), ...surplus])
    },
    (a) => ordered(known.encode(a as Readonly<Record<string, unknown>>)),
  )
}

/** A list of exactly these items. */
const listLike = (items: readonly t.Mixed[]): t.Mixed => {
  const known = t.tuple(items as [t.Mixed])
  const isLong = (u: unknown): u is readonly unknown[] => Array.isArray(u) && u.length === items.length
  const form = `a list of ${items.length}`
  return new t.Type<unknown>(
    known.name,
    (u): u is unknown => isLong(u) && known.is(u),
    (u, context) => (isLong(u) ? known.validate(u, context)
      : t.failure(u, context, `${form} expected, received ${Array.isArray(u) ? `a list of ${u.length}` : received(u)}`)),
    (a) => known.encode(a as [unknown]),
  )
}

/** A tree of the same form as `model`, with tensors of the same types. */
const treeLike = (model: unknown): t.Mixed => {
  if (isTensor(model)) return tensorLike(model)
  if (Array.isArray(model)) return listLike(model.map(treeLike))
  if (isRecord(model)) return recordLike(Object.fromEntries(Object.entries(model).map(([key, child]) => [key, treeLike(child)])))
  return model === null ? t.null : model === undefined ? t.undefined : t.literal(model as string)
}

const isStep = (u: unknown): u is number => Number.isSafeInteger(u) && (u as number) >= 0
const wholeNumber = 'a whole number of at least 0'
const steps = new t.Type<number, number, unknown>(
  wholeNumber,
  isStep,
  (u, context) => (isStep(u) ? t.success(u) : t.failure(u, context, `${wholeNumber} expected, received ${brief(u)}`)),
  (n) => n,
)

/**
 * A codec of states of the form of `model`. `encode` gives plain data (tensors as dtype, shape and elements); `decode`
 * takes that, with lists of numbers for elements too, and names every place that does not fit:
 * `params.0.weights: f32[784, 10] expected, received f32[784, 9]`.
 */
export const stateCodec = <St extends State<unknown, unknown>>(model: () => St): StateCodec<St> => {
  // Made when first used: the model is a state, and making one takes time.
  const whole = t.recursion<St, unknown>('State', () => {
    const { params, optimizer, key } = model()
    const fields = { params: treeLike(params), optimizer: treeLike(optimizer), step: steps, loss: t.number, key: treeLike(key) }
    // The model's form is that of the states; io-ts sees it only as a tree.
    return recordLike(fields) as unknown as t.Type<St, unknown>
  })
  const frozen = (state: St): St => tree.map(state, (tensor) => tensor)
  return new t.Type(whole.name, whole.is, (u, context) => E.map(frozen)(whole.validate(u, context)), (state) => {
    if (!whole.is(state)) fail('codec', { argument: 'state', expected: 'a state of this trainer', received: state })
    return whole.encode(state)
  })
}

const anError: Kind = { expected: '', holds: (x: unknown) => isPlainRecord(x) && Array.isArray(x['context']) }

/**
 * The places where decoding failed, a line each.
 *
 * @example
 * import * as E from 'fp-ts/lib/Either.js'
 * const { codec } = trainer(pipe(n.input([2]), n.dense(1)))({
 *   loss: loss.squaredError(), optimizer: optimizer.sgd({ learningRate: 0.1 }),
 * })
 * pipe(codec.decode([]), E.mapLeft(explainErrors)) // Left
 */
export const explainErrors = (errors: t.Errors): readonly string[] => {
  check('explainErrors', { errors }, { errors: listOf('errors, as the Left of a codec has them', anError) })
  return errors.map(({ context, message, value }) => {
    const path = context.map(({ key }) => key).filter((key) => key !== '').join('.')
    const complaint = message ?? `${context.at(-1)?.type.name ?? 'another value'} expected, received ${brief(value)}`
    return path === '' ? complaint : `${path}: ${complaint}`
  })
}

// For codecs of other records that are as strict.
export { brief, isRecord, recordLike }
