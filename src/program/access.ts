/** How each value of a program can be read: through a view of a value that has to be in memory, or as its own position. */
import type { Grouped } from './group.js'
import { typesOf, type Id, type Program } from './program.js'
import { joined, through, whole, type View } from './view.js'

/** A value read through a view of another, the root; the root of an `iota` is its position itself. */
export interface Access {
  readonly root: Id | 'position'
  readonly view: View
}

/** The access of every value, by number. A value that is no view of anything is its own root. */
export const accesses = (program: Program<Grouped>): readonly Access[] => {
  const types = typesOf(program)
  const found: Access[] = program.inputs.map(({ shape }, root) => ({ root, view: whole(shape) }))
  for (const { primitive, operands, first, types: made } of program.instructions) {
    const own = made.map(({ shape }, i): Access => ({ root: first + i, view: whole(shape) }))
    const below = found[operands[0] as Id]
    const shape = made[0]?.shape ?? []
    if (primitive.kind === 'iota') {
      found.push({ root: 'position', view: { offset: 0, axes: shape.map((size, i) => [{ size, stride: i === primitive.axis ? 1 : 0 }]) } })
      continue
    }
    const view = below === undefined || primitive.kind === 'group' || shape.includes(0) || types[operands[0] as Id]?.shape.includes(0) === true
      ? undefined
      : through(primitive, below.view, shape)
    found.push(...(view === undefined || below === undefined ? own : [{ root: below.root, view }]))
  }
  return found
}

/** Whether a view reads all of `n` elements in their order. */
export const isWhole = ({ offset, axes }: View, n: number): boolean => {
  const factors = joined(axes.flat())
  return offset === 0 && (n === 1 ? factors.length === 0 : factors.length === 1 && factors[0]?.size === n && factors[0].stride === 1)
}
