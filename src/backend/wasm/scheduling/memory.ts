/** Where the values of a program lie in the memory, and what has to be copied when all is done. */
import type { Grouped } from '../../../program/grouped.js'
import { keyed } from '../../../program/memo.js'
import { overwritable } from '../../../program/overwrite.js'
import { byteLength, planned } from '../../../program/plan.js'
import type { TensorType } from '../../../program/primitive.js'
import type { Id, Program } from '../../../program/program.js'
import type { TextOf } from '../../../program/simplify/text.js'
import type { stretches } from '../layout.js'

/** Bytes that go from one place to another. */
export interface Copy {
  readonly to: number
  readonly from: number
  readonly bytes: number
}

/** The places of a program's values. */
export interface Places {
  readonly at: (id: Id) => number
  /** How a run ends, asked when everything before the end has its place. */
  readonly end: () => Ending
}

export interface Ending {
  /** Where a result is found after a run: it may lie apart from its place in the arena. */
  readonly resultAt: (id: Id) => number
  /** After the last instruction: first what is taken aside, then what goes to where the next run expects it. */
  readonly copies: readonly Copy[]
}

/**
 * Lays a program out in an arena of its own; its first `kept` inputs and results are carried, at one place each, the first of them
 * where they are `given`.
 */
export const layOut = (
  program: Program<Grouped>, kept: number, types: readonly TensorType[], space: ReturnType<typeof stretches>, textOf: TextOf,
  given: readonly number[] = [],
): Places => {
  const known = keyed<readonly number[]>()
  const overwrites = (primitive: Grouped): readonly number[] =>
    (primitive.kind === 'map' || primitive.kind === 'group' ? known(textOf(primitive), () => overwritable(primitive)) : [])
  const { offsets, bytes, moves } = planned(program, kept, overwrites)
  // Those that are given come first, and stay: what is theirs in the arena is left out of it.
  const skipped = given.length && offsets[given.length]!
  const arena = space.take(bytes - skipped) - skipped
  // A reshape of one of them lies where it does.
  const places = new Map(given.map((place, id) => [offsets[id], place]))
  const at = (id: Id): number => places.get(offsets[id]) ?? arena + offsets[id]!
  const size = (id: Id): number => byteLength(types[id]!)
  const isCarried = (id: Id): boolean => kept > 0 && offsets[id]! <= offsets[kept - 1]! && size(id) > 0
  const end = (): Ending => {
    // A result that lies where a carried value goes is taken aside before that comes.
    const wanted = moves.length === 0 ? [] : [...moves.map(({ from }) => from), ...program.results.slice(kept)]
    const asides = new Map([...new Set(wanted.filter(isCarried))].map((id) => [id, space.take(size(id))]))
    const resultAt = (id: Id): number => asides.get(id) ?? at(id)
    const copies = [
      ...[...asides].map(([id, to]) => ({ to, from: at(id), bytes: size(id) })),
      ...moves.map(({ from, to }) => ({ to: at(to), from: resultAt(from), bytes: size(to) })),
    ]
    return { resultAt, copies }
  }
  return { at, end }
}
