/** What the passes make of a program, as text. */
import type { Grouped } from '../grouped.js'
import type { Grouping } from '../grouping.js'
import { plan } from '../plan.js'
import { print } from '../print.js'
import { aMaker, anInteger, check, listOf } from '../../shape/options.js'
import { aProgram, type Program } from '../program.js'
import { passes, trail, type Pass } from './simplify.js'

const isGrouping = (pass: Pass | Grouping): pass is Grouping => pass.name === 'group'

const size = (n: number): string => `${n} ${n === 1 ? 'instruction' : 'instructions'}`

const aPass = aMaker('a pass', 'run')

/**
 * The text of a program, and again after each pass that changed it, with its buffers and the peak of bytes; the first
 * `carried` results are the first inputs of the next run. With `grouping` in the list, what a backend runs as one comes last.
 *
 * @example
 * const twice: Program = {
 *   inputs: [{ shape: [2, 3], dtype: 'f32' }],
 *   instructions: [
 *     { primitive: { kind: 'permute', order: [1, 0] }, operands: [0], first: 1, types: [{ shape: [3, 2], dtype: 'f32' }] },
 *     { primitive: { kind: 'permute', order: [1, 0] }, operands: [1], first: 2, types: [{ shape: [2, 3], dtype: 'f32' }] },
 *   ],
 *   results: [2],
 * }
 * console.log(printPasses(twice))
 * // traced: 2 instructions
 * // program (%0: f32[2, 3] @0+24)
 * //   %1: f32[3, 2] @32+24 = permute [1, 0] %0
 * //   %2: f32[2, 3] @0+24 = permute [1, 0] %1
 * //   result %2
 * //   peak 64 bytes
 * //
 * // algebra: 1 instruction
 * // program (%0: f32[2, 3] @0+24)
 * //   %1: f32[3, 2] @32+24 = permute [1, 0] %0
 * //   result %0
 * //   peak 64 bytes
 * //
 * // dead: 0 instructions
 * // program (%0: f32[2, 3] @0+24)
 * //   result %0
 * //   peak 32 bytes
 */
export const printPasses = (program: Program, carried = 0, list: readonly (Pass | Grouping)[] = passes): string => {
  check('printPasses', { program, carried, list }, { program: aProgram, carried: anInteger, list: listOf('passes', aPass) })
  const passed = trail(program, list.filter((pass): pass is Pass => !isGrouping(pass)))
  const simplest = passed.at(-1)?.after ?? program
  const grouped = list.filter(isGrouping).map(({ name, run }) => ({ name, after: run(simplest) }))
  const show = (name: string, after: Program<Grouped>): string =>
    `${name}: ${size(after.instructions.length)}\n${print(after, plan(after, carried))}`
  return [show('traced', program), ...[...passed, ...grouped].map(({ name, after }) => show(name, after))].join('\n\n')
}
