/**
 * Grouping: what a backend runs as one. A group's body is a program, and the group means what its body means; what only
 * passes between its instructions is never in memory. Around each `map`, `reduce` and `contract` gather the views that it
 * reads through; maps join the maps and products that they read, and a reduction the one map that only it reads.
 */
import { accesses, isWhole, type Access } from './access.js'
import { lower } from './code.js'
import type { Primitive } from './primitive.js'
import { count, definitions, typesOf, type Id, type Instruction, type Program } from './program.js'
import { align, joined, pitch, whole } from './view.js'

/** Some instructions that are run as one. */
export interface Group {
  readonly kind: 'group'
  readonly body: Program
}

/** What an instruction is after grouping. */
export type Grouped = Primitive | Group

/** Steps of lowered code beyond which a map is not written into a reduction, which repeats it. */
const mostRepeated = 24

/** Operands that a group may have. */
const mostOperands = 24

const isView = ({ primitive: { kind } }: Instruction): boolean =>
  kind === 'reshape' || kind === 'permute' || kind === 'broadcast' || kind === 'slice' || kind === 'unfold' || kind === 'iota'

/** How many steps a map's code has. */
const stepsOf = ({ primitive }: Instruction): number => (primitive.kind === 'map' ? lower(primitive.expression).steps.length : 0)

/** Positions of instructions that are run as one. */
type Cluster = readonly number[]

/** What is known of a program while its instructions are put together. */
interface Facts {
  readonly program: Program
  readonly types: ReturnType<typeof typesOf>
  readonly access: readonly Access[]
  /** The position of the instruction that defines a value; -1 for inputs. */
  readonly definedAt: readonly number[]
  /** The positions of instructions that read a value or a view of it. */
  readonly readers: ReadonlyMap<Id, readonly number[]>
}

const factsOf = (program: Program): Facts => {
  const types = typesOf(program)
  const access = accesses(program)
  const definedAt = program.inputs.map(() => -1)
  program.instructions.forEach((instruction, at) => { for (const id of definitions(instruction)) definedAt[id] = at })
  const readers = new Map<Id, number[]>()
  const reads = (id: Id, at: number): void => {
    const list = readers.get(id)
    if (list === undefined) readers.set(id, [at])
    else if (list.at(-1) !== at) list.push(at)
  }
  program.instructions.forEach((instruction, at) => {
    // A view that is no view of a value below reads it like any instruction.
    if (isView(instruction) && access[instruction.first]!.root !== instruction.first) return
    for (const id of instruction.operands) {
      const { root } = access[id]!
      if (root !== 'position') reads(root, at)
    }
  })
  for (const id of program.results) {
    const { root } = access[id]!
    if (root !== 'position') reads(root, program.instructions.length)
  }
  return { program, types, access, definedAt, readers }
}

const kindOf = ({ program }: Facts, at: number): Primitive['kind'] => program.instructions[at]!.primitive.kind
const definitionOf = ({ program }: Facts, at: number): Id => program.instructions[at]!.first
const sizeOf = ({ types }: Facts, id: Id): number => count(types[id]!.shape)

/** Whether the instructions of a cluster can be written as one: their loops fit, and inside they read each other element by element. */
const fits = (facts: Facts, members: Cluster): boolean => {
  const { program, access, types, definedAt } = facts
  const inside = new Set(members)
  const maps = members.filter((at) => kindOf(facts, at) === 'map')
  const product = members.find((at) => kindOf(facts, at) === 'contract')
  const reduction = members.find((at) => kindOf(facts, at) === 'reduce')
  const n = sizeOf(facts, definitionOf(facts, (product ?? maps[0])!))
  const outside: Access[] = []
  const operands = new Set<Id | 'position'>()
  for (const at of members) for (const id of program.instructions[at]!.operands) {
    const read = access[id]!
    const from = read.root === 'position' ? -1 : definedAt[read.root]!
    if (inside.has(from)) { if (!isWhole(read.view, n)) return false }
    else { operands.add(read.root); if (at !== product) outside.push(read) }
  }
  if (operands.size > mostOperands || maps.some((at) => sizeOf(facts, definitionOf(facts, at)) !== n)) return false
  if (product !== undefined) {
    const columns = types[definitionOf(facts, product)]!.shape.at(-1)!
    return n > 0 && outside.every(({ view }) => pitch(view, columns) !== undefined)
  }
  if (reduction !== undefined) return true
  return align([whole([n]).axes.flat(), ...outside.map(({ view }) => view.axes.flat())]) !== undefined
}

/** Whether joining these would make a group wait for itself. */
const circular = (facts: Facts, members: Cluster, clusterOf: readonly Cluster[]): boolean => {
  const { program, access, definedAt } = facts
  const inside = new Set(members)
  const seen = new Set<number>()
  const below = (cluster: Cluster): readonly number[] => cluster.flatMap((at) => program.instructions[at]!.operands.flatMap((id) => {
    const { root } = access[id]!
    return root === 'position' || definedAt[root]! < 0 ? [] : [definedAt[root]!]
  }))
  const queue = below(members).filter((at) => !inside.has(at))
  const [first] = members as readonly [number]
  for (let at = queue.pop(); at !== undefined; at = queue.pop()) {
    // Nothing that ends before the cluster begins can depend on it.
    if (seen.has(at) || clusterOf[at]!.at(-1)! < first) continue
    for (const member of clusterOf[at]!) seen.add(member)
    for (const next of below(clusterOf[at]!)) {
      if (inside.has(next)) return true
      queue.push(next)
    }
  }
  return false
}

/** Whether nobody needs what is made inside before the last member's turn. */
const early = ({ readers, program }: Facts, members: Cluster): boolean => {
  const [inside, last] = [new Set(members), members.at(-1)!]
  return members.every((at) => definitions(program.instructions[at]!).every((id) =>
    (readers.get(id) ?? []).every((reader) => inside.has(reader) || reader > last)))
}

/** Clusters in place of single instructions, by position. */
const cluster = (facts: Facts): readonly Cluster[] => {
  const { program, access, definedAt, readers } = facts
  const clusterOf: Cluster[] = program.instructions.map((_, at) => [at])
  const join = (members: Cluster): void => { for (const at of members) clusterOf[at] = members }
  program.instructions.forEach((instruction, at) => {
    const { kind } = instruction.primitive
    if (kind !== 'map' && kind !== 'reduce') return
    for (const id of new Set(instruction.operands)) {
      const { root } = access[id]!
      const from = root === 'position' ? -1 : definedAt[root]!
      if (from < 0 || clusterOf[at]!.includes(from)) continue
      const below = clusterOf[from]!
      const kinds = below.map((member) => kindOf(facts, member))
      const wanted = kind === 'map'
        ? kinds.every((k) => k === 'map' || k === 'contract') && !(kinds.includes('contract') && clusterOf[at]!.some((m) => kindOf(facts, m) === 'contract'))
        : kinds.length === 1 && kinds[0] === 'map' && readers.get(root as Id)?.length === 1 && stepsOf(program.instructions[from]!) <= mostRepeated
      if (!wanted) continue
      const members = [...below, ...clusterOf[at]!].sort((a, b) => a - b)
      if (early(facts, members) && fitsReduction(facts, members) && fits(facts, members) && !circular(facts, members, clusterOf)) join(members)
    }
  })
  return clusterOf
}

/** A map inside a reduction is read through a view of its own shape: the reduction's operand itself. */
const fitsReduction = (facts: Facts, members: Cluster): boolean => {
  const reduction = members.find((at) => kindOf(facts, at) === 'reduce')
  if (reduction === undefined) return true
  const { program, access, types } = facts
  const operand = program.instructions[reduction]!.operands[0]!
  const { root } = access[operand]!
  if (root === 'position' || types[root]!.shape.join() !== types[operand]!.shape.join()) return false
  const map = members.find((at) => at !== reduction)!
  const { axes } = program.instructions[reduction]!.primitive as Extract<Primitive, { kind: 'reduce' }>
  const views = program.instructions[map]!.operands.map((id) => access[id]!.view)
  const pick = (keep: boolean) => views.map((view) => view.axes.filter((_, i) => axes.includes(i) !== keep).flat())
  const shape = types[operand]!.shape
  return align([whole(shape.filter((_, i) => !axes.includes(i))).axes.flat(), ...pick(true)]) !== undefined
    && align([whole(shape.filter((_, i) => axes.includes(i))).axes.flat(), ...pick(false)]) !== undefined
}

/** Whether an instruction alone can read its operands through these views. */
const readsThrough = (facts: Facts, at: number): boolean => {
  const { program, access, types } = facts
  const { primitive, operands, first } = program.instructions[at]!
  const views = operands.map((id) => access[id]!.view)
  const shape = types[operands[0]!]?.shape ?? []
  if (operands.length === 0 || shape.includes(0)) return false
  switch (primitive.kind) {
    case 'map': return align([whole(shape).axes.flat(), ...views.map((v) => v.axes.flat())]) !== undefined
    case 'reduce': return true
    case 'contract': {
      if (access[operands[0]!]!.root === 'position' || access[operands[1]!]!.root === 'position') return false
      const [a, b] = views as [typeof views[0] & {}, typeof views[0] & {}]
      const [x, y] = [primitive.transposeA ? -2 : -1, primitive.transposeB ? -1 : -2] as const
      const [k, own] = [b.axes.at(y)!, b.axes.at(y === -1 ? -2 : -1)!]
      const batch = whole(types[first]!.shape.slice(0, -2)).axes.flat()
      // The right operand is read by columns at one distance, and packed where its k doesn't go with the left one's.
      return joined(own).length <= 1 && joined(k).length <= 1 && a.axes.at(x) !== undefined
        && align([a.axes.slice(0, -2).flat(), b.axes.slice(0, -2).flat(), batch]) !== undefined
    }
    default: return false
  }
}

/** The program with its instructions in groups. */
export const group = (program: Program): Program<Grouped> => {
  const facts = factsOf(program)
  const { access, definedAt, types, readers } = facts
  const clusterOf = cluster(facts)
  const instructionAt = (at: number): Instruction => program.instructions[at]!
  /** Whether the instruction takes views of its operands: alone, or in its group. */
  const takesViews = program.instructions.map((_, at) => clusterOf[at]!.length > 1 || readsThrough(facts, at))

  // Views that have to be in memory: results, and what is read by instructions that take no views.
  const made = new Set<number>()
  const make = (id: Id): void => {
    const at = definedAt[id]!
    if (at < 0 || made.has(at)) return
    made.add(at)
    if (!isView(instructionAt(at))) return
    const { root } = access[id]!
    if (instructionAt(at).primitive.kind === 'reshape' || root === id) instructionAt(at).operands.forEach(make)
    else if (root !== 'position') make(root)
  }
  program.instructions.forEach((instruction, at) => {
    if (isView(instruction)) return
    for (const id of instruction.operands) {
      const { root } = access[id]!
      if (takesViews[at] !== true) make(id)
      else if (root !== 'position') make(root)
    }
  })
  program.results.forEach(make)

  /** Some instructions with the views that they read through, in order. */
  const withViews = (members: Cluster): readonly number[] => {
    const needed = new Set<number>(members)
    const visit = (id: Id): void => {
      const at = definedAt[id]!
      if (at < 0 || needed.has(at) || !isView(instructionAt(at)) || access[id]!.root === id) return
      needed.add(at)
      instructionAt(at).operands.forEach(visit)
    }
    for (const at of members) instructionAt(at).operands.forEach(visit)
    return [...needed].sort((a, b) => a - b)
  }

  const numbers = new Map<Id, Id>(program.inputs.map((_, id) => [id, id]))
  const instructions: Instruction<Grouped>[] = []
  let next = program.inputs.length
  const emit = (ids: readonly Id[], primitive: Grouped, operands: readonly Id[]): void => {
    for (const id of operands) place(definedAt[id]!)
    instructions.push({ primitive, operands: operands.map((id) => numbers.get(id)!), first: next, types: ids.map((id) => types[id]!) })
    ids.forEach((id, i) => numbers.set(id, next + i))
    next += ids.length
  }
  const emitGroup = (members: Cluster): void => {
    const list = withViews(members)
    if (list.length === 1) {
      const instruction = instructionAt(list[0]!)
      return emit(definitions(instruction), instruction.primitive, instruction.operands)
    }
    const defined = new Set(list.flatMap((at) => definitions(instructionAt(at))))
    const inputs = [...new Set(list.flatMap((at) => instructionAt(at).operands.filter((id) => !defined.has(id))))]
    const results = members.flatMap((at) => definitions(instructionAt(at)))
      .filter((id) => members.length === 1 || readers.get(id)?.some((reader) => !members.includes(reader)) === true)
    const inner = new Map<Id, Id>([...inputs, ...defined].map((id, i) => [id, i]))
    const renumbered = (ids: readonly Id[]): readonly Id[] => ids.map((id) => inner.get(id)!)
    const body: Program = {
      inputs: inputs.map((id) => types[id]!),
      instructions: list.map(instructionAt).map((it) => ({ ...it, first: inner.get(it.first)!, operands: renumbered(it.operands) })),
      results: renumbered(results),
    }
    emit(results, { kind: 'group', body }, inputs)
  }
  /** What an instruction needs is placed before it. */
  const placed = new Set<Cluster>()
  const place = (at: number): void => {
    const members = clusterOf[at]
    if (members === undefined || placed.has(members)) return
    placed.add(members)
    const instruction = instructionAt(at)
    const plain = isView(instruction)
      ? instruction.primitive.kind === 'reshape' || access[instruction.first]!.root === instruction.first
      : takesViews[at] !== true
    if (plain) emit(definitions(instruction), instruction.primitive, instruction.operands)
    else emitGroup(members)
  }
  program.instructions.forEach((instruction, at) => {
    if (clusterOf[at]!.at(-1) === at && (!isView(instruction) || made.has(at))) place(at)
  })
  return { inputs: program.inputs, instructions, results: program.results.map((id) => numbers.get(id)!) }
}

/** The program without groups: each is written out. */
export const ungroup = (program: Program<Grouped>): Program => {
  const numbers = new Map<Id, Id>(program.inputs.map((_, id) => [id, id]))
  const instructions: Instruction[] = []
  let next = program.inputs.length
  const emit = (instruction: Instruction, known: Map<Id, Id>): void => {
    const ids = definitions(instruction)
    instructions.push({ ...instruction, operands: instruction.operands.map((id) => known.get(id)!), first: next })
    ids.forEach((id, i) => known.set(id, next + i))
    next += ids.length
  }
  for (const instruction of program.instructions) {
    const { primitive } = instruction
    if (primitive.kind !== 'group') {
      emit({ ...instruction, primitive }, numbers)
      continue
    }
    const inner = new Map<Id, Id>(instruction.operands.map((id, i) => [i, numbers.get(id)!]))
    for (const within of primitive.body.instructions) emit(within, inner)
    primitive.body.results.forEach((id, i) => numbers.set(instruction.first + i, inner.get(id)!))
  }
  return { inputs: program.inputs, instructions, results: program.results.map((id) => numbers.get(id)!) }
}
