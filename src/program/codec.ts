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

const decoded = (u: unknown, context: t.Context): t.Validation<Program> => {
  try {
    return E.right(program()({ key: '', value: u, parent: undefined }))
  } catch (error) {
    if (error instanceof Refusal)
      return refused(error.spot.value, contextOf(error.spot, context, aPart), error.message)
    // Of a value that is no plain data: a getter, a proxy.
    return refused(u, context, `a program expected, which can be read: ${String(error)}`)
  }
}

/**
 * The io-ts codec of programs. A program is JSON as it is, so `encode` gives it back; `decode` takes what `JSON.parse` has made,
 * types every instruction anew and refuses what no backend could run. Scalar functions have to be defined here, by the same
 * names: the elementary ones are, and those of the losses that are imported.
 *
 * @example
 * const sum: Program = {
 *   inputs: [{ shape: [3], dtype: 'f32' }],
 *   instructions: [
 *     { primitive: { kind: 'reduce', by: 'sum', axes: [0] }, operands: [0], first: 1, types: [{ shape: [], dtype: 'f32' }] },
 *   ],
 *   results: [1],
 * }
 * codec.decode(JSON.parse(JSON.stringify(sum))) // Right
 * codec.decode({ ...sum, results: [2] }) // Left
 */
export const codec: t.Type<Program, Program, unknown> = /* @__PURE__ */ codecOf<Program, Program>(
  'Program', (u): u is Program => E.isRight(decoded(u, [])), decoded, (program) => program)
