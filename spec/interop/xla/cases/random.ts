/**
 * Random programs of all primitives, f32 above all and without NaN. Each result of each program has to lie in its bounds, which
 * are derived from the operations before it (interval/bounds.ts): whatever only moves, counts or compares is equal.
 */
import fc from 'fast-check'
import { pure } from '../../../../src/backend/index.js'
import { text } from '../../../../src/stablehlo/index.js'
import { someSingle, type Case as Drawn } from '../../../backend/arbitrary.js'
import { caseOf, type Case, type Family } from '../cases.js'
import { boundsFor } from '../interval/bounds.js'
import { together } from '../randomWindows.js'

/** Programs, and how many of them are in one text: compilations take most of the time. */
const [programs, each] = [500, 10]

const isNumber = ({ program, runs: [inputs] }: Drawn): boolean => pure.compile(program)(inputs!).every((x) => !x.some(Number.isNaN))

const drawn = (): readonly Case[] => {
  const all = fc.sample(someSingle.filter(isNumber), { numRuns: programs, seed: 16 }).map(({ program, runs: [inputs] }) => ({ program, inputs: inputs! }))
  return Array.from({ length: programs / each }, (_, i) => {
    const some = all.slice(i * each, (i + 1) * each)
    const { program, inputs } = together(some)
    const bounds = some.flatMap((one) => boundsFor(one.program, one.inputs))
    return caseOf(`programs ${i * each} to ${(i + 1) * each - 1}`, program, text(program), inputs, bounds)
  })
}

export const random: Family = { [`${programs} programs, every result in its bounds`]: drawn }
