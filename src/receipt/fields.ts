/** Codecs of the fields of receipts and jobs: digests, counts, versions. */
import * as t from 'io-ts'
import { brief } from '../trainer/codec.js'

/** The codec of values that `is` accepts, by a name for messages. */
export const checked = <A>(name: string, is: (u: unknown) => u is A): t.Type<A> => new t.Type<A>(name, is, (u, context) =>
  (is(u) ? t.success(u) : t.failure(u, context, `${name} expected, received ${brief(u)}`)), t.identity)

/** `n` hexadecimal digits. */
export const digits = (n: number): t.Type<string> => checked(`${n} hexadecimal digits in lower case`,
  (u): u is string => typeof u === 'string' && u.length === n && !/[^0-9a-f]/.test(u))

export const count = checked('a whole number of at least 0', (u): u is number => Number.isSafeInteger(u) && (u as number) >= 0)

export const aVersion = checked('a version', (u): u is string => typeof u === 'string' && /^\d+\.\d+\.\d+/.test(u))
