/**
 * Cases: texts in StableHLO, what they are given, and what is expected of them. A family is a file of `cases/`, its checks by
 * name; the cases of a check are made when it is its turn, and run one after the other in a Python process that others share.
 */
import * as E from 'fp-ts/lib/Either.js'
import { wasm } from '../../../src/backend/index.js'
import type { Elements } from '../../../src/program/elements.js'
import type { Program, TensorType } from '../../../src/program/primitive.js'
import type { TenfoldError } from '../../../src/shape/error.js'
import type { Within } from './within.js'

/** A tensor by its type and its elements. */
export interface Given {
  readonly type: TensorType
  readonly elements: Elements
}

/** A result, and how near to it the other engine has to come. */
export interface Wanted extends Given {
  /** A name, where the number of the case says too little; the check's result has its error then. */
  readonly name?: string
  readonly within: Within
}

export interface Case {
  readonly name: string
  /** A module with a public function `main` of the inputs, which gives the results. */
  readonly text: string
  readonly inputs: readonly Given[]
  readonly results: readonly Wanted[]
}

/** Checks by their names; each is a line of `npm run interop -- xla`. */
export type Family = Readonly<Record<string, () => readonly Case[]>>

/** A text that is there, or the error that says why there is none. */
export const written = (text: E.Either<TenfoldError, string>): string => {
  if (E.isLeft(text)) throw text.left
  return text.right
}

/**
 * A program as a case: `text` is its lowering, expected is what it gives here. `within` is one for all results, or one for each.
 */
export const caseOf = (
  name: string, program: Program, text: E.Either<TenfoldError, string>, inputs: readonly Elements[], within: Within | readonly Within[],
): Case => {
  const types = program.inputs
  const resultTypes = typesOfResults(program)
  const expected = wasm.compile(program)(inputs)
  const each = (i: number): Within => Array.isArray(within) ? (within as readonly Within[])[i]! : within as Within
  return {
    name,
    text: written(text),
    inputs: inputs.map((elements, i) => ({ type: types[i]!, elements })),
    results: expected.map((elements, i) => ({ type: resultTypes[i]!, elements, within: each(i) })),
  }
}

const typesOfResults = (program: Program): readonly TensorType[] => {
  const all = [...program.inputs, ...program.instructions.flatMap(({ types }) => types)]
  return program.results.map((id) => all[id]!)
}
