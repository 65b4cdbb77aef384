/** What one kernel can do: whether the loops of its instructions and of the views that they read can be walked together. */
import { instructionAt, kindOf, sizeOf, sourceOf, type Facts, type Read } from './facts.js'
import type { FusionLimits } from './fusion.js'
import { memo, remembered } from './memo.js'
import type { Kind, Of } from './primitive.js'
import { count } from './program.js'
import { spread } from './spread.js'
import { align, joined, loopsOf, pitch, whole, type Factor, type View } from './view.js'

const sizeOfAxis = (factors: readonly Factor[]): number => count(factors.map(({ size }) => size))

/** Whether views can be walked together in row-major order of a shape. */
const together = (shape: readonly number[], views: readonly View[]): boolean =>
  align([whole(shape), ...views].map(loopsOf)) !== undefined

/** Whether a view can be walked in its own row-major order. */
const isWalked = /* @__PURE__ */ remembered((view: View): boolean =>
  together(view.axes.map(sizeOfAxis), [view]))

/** Whether the rows and the columns of a view, of which there are so many, are at one distance each. */
const isPitched = /* @__PURE__ */ remembered((view: View) =>
  memo((columns: number): boolean => pitch(view, columns) !== undefined))

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
const areFactors = /* @__PURE__ */ remembered((a: View) => memo((b: View): boolean => {
  const batches = [a, b].map(({ axes }) => axes.slice(0, -2))
  const inRow = b.axes.slice(-2).every((factors) => joined(factors).length <= 1)
  return inRow && align([...batches.map((axes) => axes.flat()), whole(batches[0]!.map(sizeOfAxis)).axes.flat()]) !== undefined
}))

const readsProduct = (facts: Facts, at: number): boolean => {
  const [a, b] = facts.reads[at]!
  return a !== undefined && b !== undefined && a.root !== 'position' && b.root !== 'position' && areFactors(a.view)(b.view)
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

/** What instructions read that is not made by these; nothing where something of what is made is not there when it is read. */
const outside = (facts: Facts, readers: readonly number[], members: readonly number[]): readonly Read[] | undefined => {
  const outer: Read[] = []
  for (const at of readers) for (const read of facts.reads[at]!) {
    if (!members.includes(sourceOf(facts, read))) outer.push(read)
    // What is made inside is there one element after the other.
    else if (!read.isWhole) return undefined
  }
  return outer
}

/** How many values are read. */
const rootsOf = (reads: readonly Read[]): number => new Set(reads.map(({ root }) => root)).size

/** Maps, and a product that they read. */
const fitMaps = (facts: Facts, members: readonly number[], lead: Kind, { operands }: Required<FusionLimits>): boolean => {
  const product = lead === 'contract' ? members.find((at) => kindOf(facts, at) === lead) : undefined
  const maps = product === undefined ? members : members.filter((at) => at !== product)
  const n = sizeOf(facts, product ?? maps[0]!)
  if (!maps.every((at) => sizeOf(facts, at) === n)) return false
  const outer = outside(facts, maps, members)
  if (outer === undefined) return false
  const factors = product === undefined ? [] : facts.reads[product]!
  if (rootsOf([...outer, ...factors]) > operands) return false
  if (product === undefined) return readTogether([n], outer)
  const columns = instructionAt(facts, product).types[0]!.shape.at(-1)!
  return n > 0 && factors.every((read) => !members.includes(sourceOf(facts, read))) && readsProduct(facts, product)
    && outer.every(({ isWhole, view }) => isWhole || isPitched(view)(columns))
}

/**
 * Whether one kernel can do all of these, in order: maps, and a product that they read or a reduction that reads the only one; or
 * a product and its fold. What leads is what is there beside maps.
 */
export const fits = (facts: Facts, members: readonly number[], lead: Kind, limits: Required<FusionLimits>): boolean => {
  const [first, second] = members as readonly [number, number]
  switch (lead) {
    case 'fold': return sizeOf(facts, first) > 0 && fitsFold(facts, first, second, limits)
    case 'reduce':
      return facts.reads[second]![0]!.isWhole && rootsOf(facts.reads[first]!) <= limits.operands
        && fitsReduction(facts, first, second)
    default: return fitMaps(facts, members, lead, limits)
  }
}
