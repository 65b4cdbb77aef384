/** How each value of a program can be read: through a view of a value that has to be in memory, or as its own position. */
import type { Shape } from '../shape/shape.js'
import type { Grouped } from './grouped.js'
import { remembered } from './memo.js'
import type { TensorType } from './primitive.js'
import { count, type Id, type Program } from './program.js'
import { loopsOf, through, whole, type Moving, type View } from './view.js'

/** A value read through a view of another, the root; the root of an `iota` is its position itself. */
export interface Access {
  readonly root: Id | 'position'
  readonly view: View
}

/** Views of views of one value: what is further from it is in memory, lest each reader have to know a long way. */
const mostViews = 32

/** What may be a view of its operand. */
const moves: Readonly<Record<Moving['kind'], true>> = { reshape: true, permute: true, broadcast: true, slice: true, unfold: true }
const isMoving = (primitive: Grouped): primitive is Moving => primitive.kind in moves

/** The access of every value, by number. A value that is no view of anything is its own root, and so is an empty one. */
export const accesses = (program: Program<Grouped>): readonly Access[] => {
  const found: Access[] = []
  /** How many views lie between a value and its root. */
  const depths: number[] = []
  const inMemory = ({ shape }: TensorType): void => {
    found.push({ root: found.length, view: whole(shape) })
    depths.push(0)
  }
  const asView = (primitive: Moving, operand: Id, { shape }: TensorType): boolean => {
    const [{ root, view: below }, depth] = [found[operand]!, depths[operand]! + 1]
    // Where nothing is left there was nothing, or all of it is left out.
    const view = depth > mostViews || shape.includes(0) ? undefined : through(primitive, below, shape)
    if (view === undefined) return false
    found.push({ root, view })
    depths.push(depth)
    return true
  }
  program.inputs.forEach(inMemory)
  program.instructions.forEach(({ primitive, operands, types }) => {
    if (primitive.kind === 'iota') {
      const axes = primitive.shape.map((size, i) => [{ size, stride: i === primitive.axis ? 1 : 0 }])
      found.push({ root: 'position', view: { offset: 0, axes } })
      depths.push(0)
    } else if (!isMoving(primitive) || !asView(primitive, operands[0]!, types[0]!)) types.forEach(inMemory)
  })
  return found
}

/** How many elements a view reads in their order, from the first on; nothing where it reads them otherwise. */
const extent = /* @__PURE__ */ remembered((view: View): number | undefined => {
  const [loop, another] = loopsOf(view)
  return view.offset !== 0 || another !== undefined ? undefined
    : loop === undefined ? 1
    : loop.stride === 1 ? loop.size
    : undefined
})

/** Whether a view reads all elements of a shape in their order. */
export const isWhole = (view: View, shape: Shape): boolean => extent(view) === count(shape)
