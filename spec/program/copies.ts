/** The ways that a program takes to another place. */
import * as E from 'fp-ts/lib/Either.js'
import { explainErrors } from '../../src/index.js'
import { codec } from '../../src/inspect/codec.js'
import type { Program } from '../../src/program/program.js'

export const through = (program: unknown): unknown => JSON.parse(JSON.stringify(program))
/** What the codec says of what it is given. */
export const saidOf = (u: unknown): string => {
  const made = codec.decode(u)
  return E.isLeft(made) ? explainErrors(made.left).join('\n') : 'a program'
}

export const copies: readonly (readonly [string, (program: Program) => Program])[] = [
  ['a clone', structuredClone],
  ['JSON', (program) => through(program) as Program],
  ['the codec', (program) => E.getOrElse((): Program => { throw new Error(saidOf(program)) })(codec.decode(through(program)))],
]
