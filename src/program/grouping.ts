/** Grouping for those who look at it: what a backend with these limits runs as one. */
import { anInteger, check, checkOptions } from '../shape/options.js'
import type { FusionLimits } from './fusion.js'
import { group as grouped } from './group.js'
import type { Grouped } from './grouped.js'
import { aProgram, type Program } from './program.js'

const limitKinds = { members: anInteger, operands: anInteger, steps: anInteger, repeatedSteps: anInteger, channels: anInteger }

/**
 * The program with its instructions in groups, each placed where its last instruction was. Views that nobody needs in memory
 * are only in the groups that read through them. A backend's limits are its `fusion`,
 * which another one has not; without any, groups are as large as they come.
 *
 * @example
 * const dense: Program = {
 *   inputs: [{ shape: [8, 3], dtype: 'f32' }, { shape: [3, 4], dtype: 'f32' }, { shape: [4], dtype: 'f32' }],
 *   instructions: [
 *     {
 *       primitive: { kind: 'contract', transposeA: false, transposeB: false },
 *       operands: [0, 1], first: 3, types: [{ shape: [8, 4], dtype: 'f32' }],
 *     },
 *     { primitive: { kind: 'broadcast', shape: [8, 4] }, operands: [2], first: 4, types: [{ shape: [8, 4], dtype: 'f32' }] },
 *     {
 *       primitive: {
 *         kind: 'map',
 *         expression: {
 *           parameters: ['f32', 'f32'],
 *           nodes: [
 *             { op: 'parameter', dtype: 'f32', index: 0 }, { op: 'parameter', dtype: 'f32', index: 1 },
 *             { op: 'add', dtype: 'f32', args: [0, 1] },
 *           ],
 *         },
 *       },
 *       operands: [3, 4], first: 5, types: [{ shape: [8, 4], dtype: 'f32' }],
 *     },
 *   ],
 *   results: [5],
 * }
 * console.log(print(group(dense)))
 * // program (%0: f32[8, 3], %1: f32[3, 4], %2: f32[4])
 * //   %3: f32[8, 4] = group %0 %1 %2
 * //     program (%0: f32[8, 3], %1: f32[3, 4], %2: f32[4])
 * //       %3: f32[8, 4] = contract a·b %0 %1
 * //       %4: f32[8, 4] = broadcast %2
 * //       %5: f32[8, 4] = map add(x0, x1) %3 %4
 * //       result %5
 * //   result %3
 */
export const group = (program: Program, limits: FusionLimits = {}): Program<Grouped> => {
  check('group', { program }, { program: aProgram })
  const { members = Infinity, operands = Infinity, steps = Infinity, repeatedSteps = Infinity, channels = 0 } =
    checkOptions<FusionLimits>('group', limits, limitKinds)
  return grouped(program, { members, operands, steps, repeatedSteps, channels })
}

/** Grouping as the last of the passes, from which no pass goes on. */
export interface Grouping {
  readonly name: 'group'
  readonly run: (program: Program) => Program<Grouped>
}

/**
 * Grouping among the passes that `printPasses` shows, without limits.
 *
 * @example
 * const sum: Program = {
 *   inputs: [{ shape: [3, 2], dtype: 'f32' }],
 *   instructions: [
 *     { primitive: { kind: 'permute', order: [1, 0] }, operands: [0], first: 1, types: [{ shape: [2, 3], dtype: 'f32' }] },
 *     { primitive: { kind: 'reduce', by: 'sum', axes: [0] }, operands: [1], first: 2, types: [{ shape: [3], dtype: 'f32' }] },
 *   ],
 *   results: [2],
 * }
 * console.log(printPasses(sum, 0, [...passes, grouping]))
 * // traced: 2 instructions
 * // program (%0: f32[3, 2] @0+24)
 * //   %1: f32[2, 3] @32+24 = permute [1, 0] %0
 * //   %2: f32[3] @0+12 = reduce sum over [0] %1
 * //   result %2
 * //   peak 64 bytes
 * //
 * // group: 1 instruction
 * // program (%0: f32[3, 2] @0+24)
 * //   %1: f32[3] @32+12 = group %0
 * //     program (%0: f32[3, 2])
 * //       %1: f32[2, 3] = permute [1, 0] %0
 * //       %2: f32[3] = reduce sum over [0] %1
 * //       result %2
 * //   result %1
 * //   peak 64 bytes
 */
export const grouping: Grouping = { name: 'group', run: (program) => group(program) }
