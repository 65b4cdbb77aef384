/**
 * Grouping: what a backend runs as one. A group's body is a program, and the group means what its body means; what only
 * passes between its instructions is never in memory. Around each `map`, `reduce` and `contract` gather the views that it
 * reads through; maps join the maps and products that they read, a reduction the one map that only it reads, a fold the product.
 */
import { clustersOf, type Cluster } from './cluster.js'
import { factsOf, instructionAt, isView } from './facts.js'
import { readsThrough } from './fit.js'
import type { FusionLimits } from './fusion.js'
import type { Grouped } from './grouped.js'
import { definitions, instructionOf, type Id, type Instruction, type Program } from './program.js'

/** The program in groups of the limits that a backend has. */
export const group = (program: Program, limits: Required<FusionLimits>): Program<Grouped> => {
  const facts = factsOf(program)
  const { definedAt, types, readers } = facts
  const clusters = clustersOf(facts, limits)
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
    instructions.push(instructionOf(primitive, from, next, ids.map((id) => types[id]!), layer))
    for (const id of ids) numbers.set(id, next++)
  }

  /** Positions of instructions with those of the views that they read through, in order. */
  const withViews = (members: Cluster): Cluster => {
    const all = [...members]
    const visit = (ids: readonly Id[]): void => {
      for (const id of ids) {
        const at = definedAt[id]!
        if (at < 0 || all.includes(at) || !isView(facts, instructionAt(facts, at))) continue
        all.push(at)
        visit(instructionAt(facts, at).operands)
      }
    }
    for (const at of members) visit(instructionAt(facts, at).operands)
    return all.sort((a, b) => a - b)
  }

  const writeGroup = (members: Cluster): void => {
    const all = withViews(members)
    const list = all.map((at) => instructionAt(facts, at))
    const [only, another] = list
    if (another === undefined) return emit(definitions(only!), only!.primitive, only!.operands, only!.layer)
    // Inputs are numbered as they are first read, what is made behind them.
    const inner = new Map<Id, Id>()
    for (const { operands } of list) for (const id of operands) {
      if (!all.includes(definedAt[id]!) && !inner.has(id)) inner.set(id, inner.size)
    }
    const inputs = [...inner.keys()]
    for (const { first, types } of list) for (let i = 0; i < types.length; i++) inner.set(first + i, inner.size)
    const results = members.flatMap((at) => definitions(instructionAt(facts, at)))
      .filter((id) => members.length === 1 || readers[id]!.some((reader) => !members.includes(reader)))
    // Nobody reads anything of it.
    if (results.length === 0) return
    const renumbered = (ids: readonly Id[]): readonly Id[] => ids.map((id) => inner.get(id)!)
    const body: Program = {
      inputs: inputs.map((id) => types[id]!),
      instructions: list.map((it) => instructionOf(it.primitive, renumbered(it.operands), inner.get(it.first)!, it.types, it.layer)),
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
