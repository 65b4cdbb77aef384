/** What one kernel can do: whether the loops of its instructions and of the views that they read can be walked together. */
import type { Access } from './access.js'
import { instructionAt, kindOf, sizeOf, sourceOf, type Facts, type Read } from './facts.js'
import type { FusionLimits } from './fusion.js'
import { remembered } from './memo.js'
import type { Of } from './primitive.js'
import { count } from './program.js'
import { spread } from './spread.js'
import { align, joined, loopsOf, pitch, whole, type View } from './view.js'

/** Whether views can be walked together in row-major order of a shape. */
const together = (shape: readonly number[], views: readonly View[]): boolean =>
  align([whole(shape), ...views].map(loopsOf)) !== undefined

/** Whether a view can be walked in its own row-major order. */
const isWalked = /* @__PURE__ */ remembered((view: View): boolean =>
  together(view.axes.map((factors) => count(factors.map(({ size }) => size))), [view]))

/** Whether what is read can be walked together in row-major order of a shape: with what is read whole, anything can. */
const readTogether = (shape: readonly number[], reads: readonly Read[]): boolean => {
  const views = new Set<View>()
  for (const { isWhole, view } of reads) if (!isWhole) views.add(view)
  const [view, another] = views
  return view === undefined || (another === undefined ? isWalked(view) : together(shape, [...views]))
}

/**
 * A product finds all steps of k of a column, and all columns, at one distance in its right operand; the left one may be
 * any view.
 */
const readsProduct = (facts: Facts, at: number): boolean => {
  const { types } = instructionAt(facts, at)
  const [a, b] = facts.reads[at]!
  if (a === undefined || b === undefined || a.root === 'position' || b.root === 'position') return false
  if (a.isWhole && b.isWhole) return true
  const inRow = b.view.axes.slice(-2).every((factors) => joined(factors).length <= 1)
  const batch = whole(types[0]!.shape.slice(0, -2)).axes.flat()
  const batches = [a.view, b.view].map(({ axes }) => axes.slice(0, -2).flat())
  return inRow && align([...batches, batch]) !== undefined
}

/** Whether an instruction alone can read its operands through their views, rather than from memory. */
export const readsThrough = (facts: Facts, at: number): boolean => {
  const { primitive, operands } = instructionAt(facts, at)
  const shape = facts.types[operands[0]!]?.shape
  if (shape === undefined || shape.includes(0)) return false
  switch (primitive.kind) {
    case 'map': return readTogether(shape, facts.reads[at]!)
    case 'reduce': return true
    case 'contract': return readsProduct(facts, at)
    default: return false
  }
}

/** A reduction and the map that it reads: kept axes and reduced ones are walked apart. */
const fitsReduction = (facts: Facts, map: number, reduction: number): boolean => {
  const { primitive, operands } = instructionAt(facts, reduction)
  const { shape } = facts.types[operands[0]!]!
  const made = instructionAt(facts, map).types[0]!.shape
  if (made.length !== shape.length || made.some((size, i) => size !== shape[i])) return false
  const { axes } = primitive as Of<'reduce'>
  return [true, false].every((reduced) => {
    const pick = <T>(list: readonly T[]): readonly T[] => list.filter((_, axis) => axes.includes(axis) === reduced)
    return together(pick(shape), facts.reads[map]!.map(({ view }) => ({ ...view, axes: pick(view.axes) })))
  })
}

/** A product and the fold that reads it: rows are places of windows, columns their taps and channels. */
const fitsFold = (facts: Facts, product: number, fold: number, { channels }: Required<FusionLimits>): boolean => {
  const { primitive, types } = instructionAt(facts, product)
  const { primitive: windows, operands } = instructionAt(facts, fold)
  const [{ transposeA }, { sizes }] = [primitive as Of<'contract'>, windows as Of<'fold'>]
  const { shape } = facts.types[operands[0]!]!
  const axes = facts.reads[product]![0]!.view.axes
  const rows = [...axes.slice(0, -2), axes.at(transposeA ? -1 : -2)!].flat()
  return facts.reads[fold]![0]!.isWhole && readsProduct(facts, product) && shape.at(-1)! >= channels
    && types[0]!.shape.at(-1) === count(shape.slice(1 + sizes.length)) && spread(rows, windows as Of<'fold'>, shape) !== undefined
}

/**
 * Whether one kernel can do all of these: maps, and a product that they read or a reduction that reads the only one; or a
 * product and its fold.
 */
export const fits = (facts: Facts, members: readonly number[], limits: Required<FusionLimits>): boolean => {
  const the = (kind: 'reduce' | 'contract' | 'fold'): number | undefined => members.find((at) => kindOf(facts, at) === kind)
  const [product, reduction, fold] = [the('contract'), the('reduce'), the('fold')]
  const maps = members.filter((at) => at !== product && at !== reduction)
  const n = sizeOf(facts, product ?? maps[0]!)
  if (fold !== undefined) return product !== undefined && n > 0 && fitsFold(facts, product, fold, limits)
  if (n === 0 && product !== undefined || maps.some((at) => sizeOf(facts, at) !== n)) return false
  const operands = new Set<Access['root']>()
  /** What the maps read from outside. */
  const outer: Read[] = []
  for (const at of members) for (const read of facts.reads[at]!) {
    if (members.includes(sourceOf(facts, read))) {
      // What is made inside is there one element after the other, and not before the product is.
      if (at === product || !read.isWhole) return false
    } else {
      operands.add(read.root)
      if (at !== product) outer.push(read)
    }
  }
  if (operands.size > limits.operands) return false
  if (reduction !== undefined) return fitsReduction(facts, maps[0]!, reduction)
  if (product === undefined) return readTogether([n], outer)
  const columns = instructionAt(facts, product).types[0]!.shape.at(-1)!
  return readsProduct(facts, product) && outer.every(({ isWhole, view }) => isWhole || pitch(view, columns) !== undefined)
}
