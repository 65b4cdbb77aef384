/** Programs that give all of their values, those inside of loops, too. */
import { typesOf, type Id, type Instruction, type Program } from '../program/program.js'

/** Where the values of a program are found in another one: by number, and those of its loops' bodies. */
export interface Places {
  readonly ids: readonly Id[]
  /** Of the body of a loop, by the number of the loop's first result. */
  readonly bodies: ReadonlyMap<Id, Places>
}

const mapped = ({ ids, bodies }: Places, f: (id: Id) => Id): Places =>
  ({ ids: ids.map(f), bodies: new Map([...bodies].map(([id, places]) => [id, mapped(places, f)])) })

/** All places, those of bodies after the program's own. */
export const listed = ({ ids, bodies }: Places): readonly Id[] => [...ids, ...[...bodies.values()].flatMap(listed)]

/** Steps that a loop that may end early has at most, where its body is looked at: there is room for all of them. */
const most = 4096

/**
 * The program with loops that put out each value of their bodies in every step, stacked, and where the values of the program are
 * in it.
 */
export const opened = (program: Program): { readonly program: Program; readonly places: Places } => {
  const ids: Id[] = program.inputs.map((_, id) => id)
  const bodies = new Map<Id, Places>()
  const instructions: Instruction[] = []
  let next = program.inputs.length
  for (const { primitive, operands, first, types, ...rest } of program.instructions) {
    const made: Instruction = { primitive, operands: operands.map((id) => ids[id]!), first: next, types, ...rest }
    types.forEach((_, i) => ids.push(next + i))
    if (primitive.kind !== 'scan' || (primitive.guarded && primitive.steps > most)) {
      instructions.push(made)
      next += types.length
      continue
    }
    const inner = opened(primitive.body)
    const [all, own] = [listed(inner.places), typesOf(inner.program)]
    const results = [...primitive.body.results.map((id) => inner.places.ids[id]!), ...all]
    const stacked = all.map((id) => ({ ...own[id]!, shape: [primitive.steps, ...own[id]!.shape] }))
    const body = { ...inner.program, results }
    instructions.push({ ...made, primitive: { ...primitive, body }, types: [...types, ...stacked] })
    const outside = new Map(all.map((id, i) => [id, made.first + types.length + i]))
    bodies.set(first, mapped(inner.places, (id) => outside.get(id)!))
    next += types.length + stacked.length
  }
  return { program: { ...program, instructions, results: program.results.map((id) => ids[id]!) }, places: { ids, bodies } }
}
