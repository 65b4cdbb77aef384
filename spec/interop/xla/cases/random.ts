/**
 * Random programs of all primitives, f32 above all and without NaN. Each value of each program has to lie in its bounds, which are
 * derived from the operations before it (interval/bounds.ts): whatever only moves, counts or compares is equal.
 */
import fc from 'fast-check'
import { pure } from '../../../../src/backend/index.js'
import { text } from '../../../../src/stablehlo/index.js'
import { someSingle } from '../../../backend/arbitrary.js'
import { caseOf, type Case, type Family } from '../cases.js'
import { boundsFor } from '../interval/bounds.js'
import { together } from '../randomWindows.js'

/** Programs, and how many of them are in one text: compilations take most of the time. */
const [programs, each] = [500, 10]

const drawn = (): readonly Case[] => {
  // A program that gives NaN, in either run, is none of these.
  const all = fc.sample(someSingle.filter(({ program, runs }) => pure.compile(program)(runs[0]!).every((x) => !x.some(Number.isNaN))), { numRuns: programs, seed: 16 })
  return Array.from({ length: programs / each }, (_, i) => {
    const some = all.slice(i * each, (i + 1) * each)
    const { program, inputs } = together(some.map(({ program, runs }) => ({ program, inputs: runs[0]! })))
    return caseOf(`programs ${i * each} to ${(i + 1) * each - 1}`, program, text(program), inputs, some.flatMap(({ program, runs }) => boundsFor(program, runs[0]!)))
  })
}

export const random: Family = { [`${programs} programs, every value in its bounds`]: drawn }
