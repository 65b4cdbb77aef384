/** How each value of a program can be read: through a view of a value that has to be in memory, or as its own position. */
import type { Shape } from '../shape/shape.js'
import type { Grouped } from './grouped.js'
import type { Primitive, TensorType } from './primitive.js'
import { count, typesOf, type Id, type Program } from './program.js'
import { joined, through, whole, type View } from './view.js'

/** A value read through a view of another, the root; the root of an `iota` is its position itself. */
export interface Access {
  readonly root: Id | 'position'
  readonly view: View
}

/** Views of views of one value: what is further from it is in memory, lest each reader have to know a long way. */
const mostViews = 32

/** What may be a view of its operand. */
const views: ReadonlySet<Grouped['kind']> = new Set(['reshape', 'permute', 'broadcast', 'slice', 'unfold'])

const isEmpty = ({ shape }: TensorType): boolean => shape.includes(0)

/** The access of every value, by number. A value that is no view of anything is its own root, and so is an empty one. */
export const accesses = (program: Program<Grouped>): readonly Access[] => {
  const types = typesOf(program)
  const found: Access[] = program.inputs.map(({ shape }, root) => ({ root, view: whole(shape) }))
  /** How many views lie between a value and its root. */
  const depths: number[] = []
  for (const { primitive, operands: [operand], first, types: made } of program.instructions) {
    const [below, result] = [operand === undefined ? undefined : found[operand], made[0]]
    const depth = operand === undefined ? 0 : (depths[operand] ?? 0) + 1
    const view = !views.has(primitive.kind) || depth > mostViews || operand === undefined || below === undefined
      || result === undefined || isEmpty(result) || isEmpty(types[operand]!) ? undefined
      : through(primitive as Primitive, below.view, result.shape)
    if (primitive.kind === 'iota') {
      const axes = primitive.shape.map((size, i) => [{ size, stride: i === primitive.axis ? 1 : 0 }])
      found.push({ root: 'position', view: { offset: 0, axes } })
    } else if (view !== undefined && below !== undefined) {
      depths[first] = depth
      found.push({ root: below.root, view })
    } else for (let i = 0; i < made.length; i++) found.push({ root: first + i, view: whole(made[i]!.shape) })
  }
  return found
}

/** Whether a view reads all elements of a shape in their order. */
export const isWhole = (view: View, shape: Shape): boolean => {
  if (view === whole(shape) && !shape.includes(0)) return true
  const n = count(shape)
  const factors = joined(view.axes.flat())
  const [loop] = factors
  return view.offset === 0 && (n === 1 ? loop === undefined : factors.length === 1 && loop?.size === n && loop.stride === 1)
}
