import { aProgram, type Program } from '../program/program.js'
import { check } from '../shape/options.js'
import { lookUp } from './live.js'

export const hasIndices = (program: Program): boolean => {
  check('stablehlo.hasIndices', { program }, { program: aProgram })
  return lookUp(program)
}
