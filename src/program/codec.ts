/** Programs from outside: unknown in, a program or the place of what is none. */
import * as E from 'fp-ts/lib/Either.js'
import type * as t from 'io-ts'
import { codecOf, partOf, plainly, refused } from '../io/codec.js'
import { program } from './decode.js'
import type { Program } from './program.js'
import { Refusal, type Spot } from './read.js'

/** Any part of a program: its complaint says what it should be. */
const aPart = plainly('unknown', (_): _ is unknown => true)

const contextOf = (spot: Spot, before: t.Context, type: t.Mixed): t.Context =>
  (spot.parent === undefined ? before : partOf(contextOf(spot.parent, before, type), spot.key, type, spot.value))

const decoded = (bring: () => void) => (u: unknown, context: t.Context): t.Validation<Program> => {
  try {
    bring()
    return E.right(program()({ key: '', value: u, parent: undefined }))
  } catch (error) {
    if (error instanceof Refusal)
      return refused(error.spot.value, contextOf(error.spot, context, aPart), error.message)
    // Of a value that is no plain data: a getter, a proxy.
    return refused(u, context, `a program expected, which can be read: ${String(error)}`)
  }
}

/** The codec of programs; `bring` brings the primitives that are in no table. */
export const codecWith = (bring: () => void): t.Type<Program, Program, unknown> => {
  const read = decoded(bring)
  return codecOf<Program, Program>('Program', (u): u is Program => E.isRight(read(u, [])), read, (program) => program)
}
