/** Indices out of range: what XLA does with them, and that the check finds them, in loops, too. */
import { elementsOf } from '../../../../src/program/elements.js'
import type { Primitive, Program } from '../../../../src/program/primitive.js'
import { text } from '../../../../src/stablehlo/index.js'
import { resultTypes } from '../../../backend/arbitrary.js'
import { build, type } from '../../../program/build.js'
import { written, type Case, type Family } from '../cases.js'

/** A program of rows [3] and indices, checked; its results are numbers, the last whether all indices are in range. */
const checked = (name: string, program: Program, indices: readonly number[], results: readonly (readonly number[])[], inRange: boolean): Case => ({
  name: `${name} of ${indices.join(', ')}`,
  text: written(text(program, { check: true })),
  inputs: [
    { type: program.inputs[0]!, elements: elementsOf('f32', [1, 2, 3]) }, { type: program.inputs[1]!, elements: elementsOf('i32', indices) },
  ],
  results: [
    ...resultTypes(program).map((made, i) => ({ type: made, elements: elementsOf('f32', results[i]!), within: 'bits' as const })),
    { type: type([], 'bool'), elements: elementsOf('bool', [inRange ? 1 : 0]), within: 'bits' },
  ],
})

const single = (primitive: Primitive): Program => build([type([3]), type([3], 'i32')], ({ emit }) => [emit(primitive, 0, 1)])
const gather = single({ kind: 'gather' })
const scatterAdd = single({ kind: 'scatterAdd', rows: 3 })
const scatterMax = single({ kind: 'scatterMax', rows: 3 })

/** A gather in a loop in a loop. */
const nested = build([type([3]), type([3], 'i32')], ({ emit }) => {
  const inner = build([type([3]), type([], 'i32')], (body) => [body.emit({ kind: 'gather' }, 0, 1)])
  const outer = build([type([3]), type([3], 'i32')], (body) =>
    [body.emit({ kind: 'scan', body: inner, constants: 1, carried: 0, steps: 3, reverse: false }, 0, 1)])
  return [emit({ kind: 'scan', body: outer, constants: 2, carried: 0, steps: 2, reverse: false }, 0, 1)]
})

export const indices: Family = {
  'in range and out of it': () => [
    checked('gather', gather, [2, 0, 2], [[3, 1, 3]], true),
    checked('gather', gather, [3, 0, -1], [[3, 1, 1]], false),
    checked('scatterAdd', scatterAdd, [2, 0, 2], [[2, 0, 4]], true),
    checked('scatterAdd', scatterAdd, [2, -1, 3], [[0, 0, 1]], false),
    checked('scatterMax', scatterMax, [1, 1, 0], [[3, 2, -Infinity]], true),
    checked('scatterMax', scatterMax, [0, -2147483648, 1], [[1, 3, -Infinity]], false),
    checked('gather in a loop', nested, [2, 0, 1], [[3, 1, 2, 3, 1, 2]], true),
    checked('gather in a loop', nested, [2, 2147483647, 1], [[3, 3, 2, 3, 3, 2]], false),
  ],
}
