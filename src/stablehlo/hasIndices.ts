import { aProgram, type Program } from '../program/program.js'
import { check } from '../shape/options.js'
import { usesIndices } from './liveness.js'
import { refusal, Refused } from './refused.js'
import { validate } from './validate.js'

/**
 * Whether a program gathers or scatters by indices, its loops included: then `text` with a check has one more result. Dead
 * instructions do not count.
 *
 * @example
 * hasIndices({ inputs: [{ shape: [2], dtype: 'f32' }], instructions: [], results: [0] }) // false
 */
export const hasIndices = (program: Program): boolean => {
  check('stablehlo.hasIndices', { program }, { program: aProgram })
  try {
    validate(program)
  } catch (error) {
    throw error instanceof Refused ? refusal('stablehlo.hasIndices', error) : error
  }
  return usesIndices(program)
}
