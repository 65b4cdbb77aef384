/**
 * Codecs of io-ts, made by its types alone. Its module is one piece, classes and all, and every program that trains would carry
 * it for the codec of its states; these are taken by all that io-ts combines.
 */
import * as E from 'fp-ts/lib/Either.js'
import type * as t from 'io-ts'
import { valueText } from '../shape/error.js'

/** The errors of a value that is refused. */
export const refused = (value: unknown, context: t.Context, message: string): t.Validation<never> =>
  E.left([{ value, context, message }])

/** The context of a part. */
export const partOf = (context: t.Context, key: string, type: t.Mixed, actual: unknown): t.Context =>
  [...context, { key, type, actual }]

/** A codec by how its values are known, decoded and encoded. */
// @__NO_SIDE_EFFECTS__
export const codecOf = <A, O>(
  name: string, is: t.Is<A>, validate: t.Validate<unknown, A>, encode: t.Encode<A, O>,
): t.Type<A, O, unknown> => {
  // What a type of io-ts has beside these says something to the compiler alone.
  const codec = {
    name,
    is,
    validate,
    encode,
    decode: (u: unknown) => validate(u, partOf([], '', codec, u)),
    pipe: <B, P extends A>(next: t.Type<B, P, A>, piped = `pipe(${name}, ${next.name})`) => codecOf(
      piped,
      next.is,
      (u, context) => E.chain((a: A) => next.validate(a, context))(validate(u, context)),
      (b) => encode(next.encode(b)),
    ),
    asDecoder: () => codec,
    asEncoder: () => codec,
  } as unknown as t.Type<A, O, unknown>
  return codec
}

/** Values that are what they are encoded as. */
// @__NO_SIDE_EFFECTS__
export const plainly = <A>(name: string, is: t.Is<A>): t.Type<A, A, unknown> => codecOf(
  name, is, (u, context) => (is(u) ? E.right(u) : refused(u, context, `${name} expected, received ${valueText(u)}`)), (a) => a)
