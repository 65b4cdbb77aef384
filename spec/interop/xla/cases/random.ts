/** Programs of the agreement suite, drawn at random, over all primitives and element types. */
import fc from 'fast-check'
import { text } from '../../../../src/stablehlo/index.js'
import { resultTypes, someCase, someGuarded, type Case as Drawn } from '../../../backend/arbitrary.js'
import { written, type Case, type Family } from '../cases.js'
import { noisy } from '../noise.js'
import { together } from '../randomWindows.js'

/** Programs in one text: compilations take most of the time. */
const each = 10
/** At least this share of all elements is compared. */
const share = 0.9

const random = (programs: fc.Arbitrary<Drawn>, count: number) => (): readonly Case[] => {
  const drawn = fc.sample(programs, { numRuns: count, seed: 16 })
  const cases = Array.from({ length: Math.ceil(count / each) }, (_, i): Case => {
    const some = drawn.slice(i * each, (i + 1) * each).map(({ program, runs: [inputs] }) => ({ program, inputs: inputs! }))
    const { program, inputs } = together(some)
    const results = some.flatMap((one) => {
      const types = resultTypes(one.program)
      return noisy(one.program, one.inputs).map(({ elements, each }, r) => ({ type: types[r]!, elements, within: { each } }))
    })
    return {
      name: `programs ${i * each} to ${(i + 1) * each - 1}`, text: written(text(program)),
      inputs: inputs.map((elements, j) => ({ type: program.inputs[j]!, elements })), results,
    }
  })
  const allowed = cases.flatMap(({ results }) => results.flatMap(({ within: { each } }: any) => [...each as Float64Array]))
  const compared = allowed.filter((most) => most < Infinity).length
  if (compared < share * allowed.length) throw new Error(`only ${compared} of ${allowed.length} elements can be compared`)
  return cases
}

export const programs: Family = {
  'at random': random(someCase, 400),
  'with loops that end early': random(someGuarded, 100),
}
