/** States as plain data and back: unknown in, a state whose every tensor is checked out. */
import * as E from 'fp-ts/lib/Either.js'
import type * as t from 'io-ts'
import { codecOf, partOf, plainly, refused } from '../io/codec.js'
import { fail, valueText as brief } from '../shape/error.js'
import { check, isRecord as isPlainRecord, listOf, type Kind } from '../shape/options.js'
import { received, tensorLike } from '../tensor/codec.js'
import { isTensor } from '../tensor/tensor.js'
import * as tree from '../tensor/tree.js'
import type { State } from './state.js'

/** An io-ts codec of the states of one trainer. */
export type StateCodec<St extends State<unknown, unknown>> = t.Type<St, unknown, unknown>

const isRecord = (u: unknown): u is Readonly<Record<string, unknown>> => isPlainRecord(u) && !isTensor(u)

type Parts = Readonly<Record<string, unknown>>

const nothing = plainly('undefined', (u): u is undefined => u === undefined)

/**
 * What is made of parts, each by its own codec; both ways they come out in the order of `fields`, and `join` makes the whole of
 * them. One part more is as wrong as one less: it would be lost.
 */
const partsLike = (
  form: string, fields: Readonly<Record<string, t.Mixed>>, isForm: (u: unknown) => u is Parts, join: (parts: Parts) => unknown,
  said = received,
): t.Mixed => {
  const each = (f: (key: string, type: t.Mixed) => unknown): unknown =>
    join(Object.fromEntries(Object.entries(fields).map(([key, type]) => [key, f(key, type)])))
  const others = (u: Parts): readonly string[] => Object.keys(u).filter((key) => !Object.hasOwn(fields, key))
  return codecOf(
    form,
    (u): u is unknown => isForm(u) && others(u).length === 0
      && Object.entries(fields).every(([key, type]) => Object.hasOwn(u, key) && type.is(u[key])),
    (u, context) => {
      if (!isForm(u)) return refused(u, context, `${form} expected, received ${said(u)}`)
      const errors: t.ValidationError[] = []
      const made = each((key, type) => {
        const result = type.validate(u[key], partOf(context, key, type, u[key]))
        if (E.isRight(result)) return result.right
        return errors.push(...result.left)
      })
      for (const key of others(u))
        errors.push({ value: u[key], context: partOf(context, key, nothing, u[key]), message: 'no such field expected' })
      return errors.length === 0 ? E.right(made) : E.left(errors)
    },
    (a) => each((key, type) => type.encode((a as Parts)[key])),
  )
}

/** A record of exactly these fields, in whatever order: that of the model is what sums over all parameters go by. */
const recordLike = (fields: Readonly<Record<string, t.Mixed>>): t.Mixed =>
  partsLike(`a record of ${Object.keys(fields).join(', ')}`, fields, isRecord, (parts) => parts)

/** A list of exactly these items. */
const listLike = (items: readonly t.Mixed[]): t.Mixed => {
  const isLong = (u: unknown): u is Parts => Array.isArray(u) && u.length === items.length
  return partsLike(`a list of ${items.length}`, Object.fromEntries(items.entries()), isLong, Object.values,
    (u) => (Array.isArray(u) ? `a list of ${u.length}` : received(u)))
}

/** A tree of the same form as `model`, with tensors of the same types. */
const treeLike = (model: unknown): t.Mixed => {
  if (isTensor(model)) return tensorLike(model)
  if (Array.isArray(model)) return listLike(model.map(treeLike))
  if (isRecord(model)) return recordLike(Object.fromEntries(Object.entries(model).map(([key, child]) => [key, treeLike(child)])))
  return plainly(brief(model), (u): u is unknown => u === model)
}

const steps = plainly('a whole number of at least 0', (u): u is number => Number.isSafeInteger(u) && (u as number) >= 0)
const number = plainly('number', (u): u is number => typeof u === 'number')

/**
 * A codec of states of the form of `model`. `encode` gives plain data (tensors as dtype, shape and elements); `decode`
 * takes that, with lists of numbers for elements too, and names every place that does not fit:
 * `params.0.weights: f32[784, 10] expected, received f32[784, 9]`.
 */
export const stateCodec = <St extends State<unknown, unknown>>(model: () => St): StateCodec<St> => {
  // Made when first used: the model is a state, and making one takes time.
  let known: t.Type<St, unknown> | undefined
  const made = (): t.Type<St, unknown> => {
    const { params, optimizer, key } = model()
    const fields = { params: treeLike(params), optimizer: treeLike(optimizer), step: steps, loss: number, key: treeLike(key) }
    // The model's form is that of the states; io-ts sees it only as a tree.
    return recordLike(fields) as unknown as t.Type<St, unknown>
  }
  const whole = (): t.Type<St, unknown> => (known ??= made())
  const frozen = (state: St): St => tree.map(state, (tensor) => tensor)
  const isState = (u: unknown): u is St => whole().is(u)
  return codecOf('State', isState, (u, context) => E.map(frozen)(whole().validate(u, context)), (state) => {
    if (!isState(state)) fail('codec', { argument: 'state', expected: 'a state of this trainer', received: state })
    return whole().encode(state)
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
