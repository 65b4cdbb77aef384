/**
 * Grouping: what a backend runs as one. A group's body is a program, and the group means what its body means; what only
 * passes between its instructions is never in memory. Around each `map`, `reduce` and `contract` gather the views that it
 * reads through; maps join the maps and products that they read, a reduction the one map that only it reads, a fold the product.
 */
import { check } from '../shape/options.js'
import { clustersOf, type Cluster } from './cluster.js'
import { factsOf, instructionAt, isView } from './facts.js'
import { readsThrough } from './fit.js'
import type { Grouped } from './grouped.js'
import { aProgram, definitions, type Id, type Instruction, type Program } from './program.js'

/**
 * The program with its instructions in groups, each placed where its last instruction was. Views that nobody needs in memory
 * are only in the groups that read through them.
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
export const group = (program: Program): Program<Grouped> => {
  check('group', { program }, { program: aProgram })
  const facts = factsOf(program)
  const { definedAt, types, readers } = facts
  const clusters = clustersOf(facts)
  /** The new number of each value that is in memory. */
  const numbers = new Map<Id, Id>(program.inputs.map((_, id) => [id, id]))
  const instructions: Instruction<Grouped>[] = []
  let next = program.inputs.length

  /** A view comes to memory when it is first needed there. */
  const inMemory = (id: Id): Id => {
    if (!numbers.has(id)) write([definedAt[id]!])
    return numbers.get(id)!
  }
  const emit = (ids: readonly Id[], primitive: Grouped, operands: readonly Id[], layer?: string): void => {
    const from = operands.map(inMemory)
    instructions.push({ primitive, operands: from, first: next, types: ids.map((id) => types[id]!), layer })
    for (const id of ids) numbers.set(id, next++)
  }

  /** Some instructions with the views that they read through, in order. */
  const withViews = (members: Cluster): readonly Instruction[] => {
    const list = new Set<number>(members)
    const visit = (id: Id): void => {
      const at = definedAt[id]!
      if (at < 0 || list.has(at) || !isView(facts, instructionAt(facts, at))) return
      list.add(at)
      instructionAt(facts, at).operands.forEach(visit)
    }
    for (const at of members) instructionAt(facts, at).operands.forEach(visit)
    return [...list].sort((a, b) => a - b).map((at) => instructionAt(facts, at))
  }

  const writeGroup = (members: Cluster): void => {
    const list = withViews(members)
    const [only, ...more] = list as readonly [Instruction, ...Instruction[]]
    if (more.length === 0) return emit(definitions(only), only.primitive, only.operands, only.layer)
    const inside = new Set(members)
    const made = list.flatMap(definitions)
    const isMade = new Set(made)
    const inputs = [...new Set(list.flatMap(({ operands }) => operands.filter((id) => !isMade.has(id))))]
    const results = members.flatMap((at) => definitions(instructionAt(facts, at)))
      .filter((id) => members.length === 1 || readers[id]!.some((reader) => !inside.has(reader)))
    // Nobody reads anything of it.
    if (results.length === 0) return
    const inner = new Map<Id, Id>([...inputs, ...made].map((id, i) => [id, i]))
    const renumbered = (ids: readonly Id[]): readonly Id[] => ids.map((id) => inner.get(id)!)
    const body: Program = {
      inputs: inputs.map((id) => types[id]!),
      instructions: list.map((it) => ({ ...it, first: inner.get(it.first)!, operands: renumbered(it.operands) })),
      results: renumbered(results),
    }
    emit(results, { kind: 'group', body }, inputs)
  }

  const write = (members: Cluster): void => {
    const [at] = members as readonly [number]
    const instruction = instructionAt(facts, at)
    const { primitive, operands } = instruction
    // A reshape moves nothing, so what it reads is in memory too.
    const takesViews = members.length > 1 || (isView(facts, instruction) ? primitive.kind !== 'reshape' : readsThrough(facts, at))
    if (takesViews) writeGroup(members)
    else emit(definitions(instruction), primitive, operands, instruction.layer)
  }
  program.instructions.forEach((instruction, at) => {
    const members = clusters[at]!
    if (members.at(-1) === at && !isView(facts, instruction)) write(members)
  })
  return { ...program, results: program.results.map(inMemory), instructions }
}

/** Grouping as the last of the passes, from which no pass goes on. */
export interface Grouping {
  readonly name: 'group'
  readonly run: (program: Program) => Program<Grouped>
}

/**
 * Grouping among the passes that `printPasses` shows.
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
export const grouping: Grouping = { name: 'group', run: group }
