/** What every pass owes. */
import fc from 'fast-check'
import { expect } from 'vitest'
import { pure } from '../../../src/backend/pure.js'
import { print } from '../../../src/program/print.js'
import type { Program } from '../../../src/program/program.js'
import { dead } from '../../../src/program/simplify/dead.js'
import { numRuns, someCase, someGuarded } from '../../backend/arbitrary.js'
import { expectSame } from '../../backend/each.js'

/** What takes no time: constants are there before the program runs, and these movements can be ways of reading. Nor does what is dead. */
const idle: ReadonlySet<string> = new Set(['constant', 'reshape', 'permute', 'broadcast'])
const work = (program: Program): number => dead(program).instructions.filter(({ primitive: { kind } }) => !idle.has(kind)).length

/** On random programs: the same bits, nothing left to do, no more instructions. */
export const expectPass = (run: (program: Program) => Program): void => {
  for (const cases of [someCase, someGuarded]) fc.assert(fc.property(cases, ({ program, runs }) => {
    const after = run(program)
    expect(work(after)).toBeLessThanOrEqual(work(program))
    const again = run(after)
    if (again !== after) expect(print(again)).toBe(print(after))
    expect(again === after).toBe(true)
    for (const inputs of runs) expectSame(pure.compile(after)(inputs), pure.compile(program)(inputs))
  }), { numRuns })
}
