/**
 * Convolutions, pools and their gradients as operations of StableHLO: XLA does not find them in im2col, products and sums by
 * itself.
 */
import type { Instruction, Primitive, TensorType } from '../program/primitive.js'
import { typesOf, type Id, type Program } from '../program/program.js'
import type { WindowPattern } from '../program/windowPattern.js'
import { windowsOf } from '../program/windows.js'
import type { Pattern } from './pattern.js'
import { spreading, type Cut } from './windows/border.js'
import { convolution, kernelGradient, transposedConvolution } from './windows/dense.js'
import { depthwiseConvolution, depthwiseKernelGradient, depthwiseTransposedConvolution } from './windows/depthwise.js'
import { maxPoolGradient } from './windows/maxPoolGradient.js'
import type { Back, LowerBack, LowerBacks, LowerWindow, LowerWindows, Written } from './windows/lower.js'
import { pool, sumPoolGradient } from './windows/pool.js'

const lowerings: LowerWindows = {
  convolution, kernelGradient, depthwiseConvolution, depthwiseKernelGradient, pool, maxPoolGradient,
}
const backs: LowerBacks = { transposedConvolution, depthwiseTransposedConvolution, sumPoolGradient }

type Backward = Extract<WindowPattern, { readonly kind: Back }>
const isBack = (found: WindowPattern): found is Backward => found.kind in backs

// The compiler does not relate the kind of the row to that of the pattern.
const back = (found: Backward, cut: Cut): Written => (backs[found.kind] as LowerBack<Back>)(found, cut)
const writtenOf = (found: Exclude<WindowPattern, Backward>, typeOf: (id: Id) => TensorType): Written | undefined =>
  (lowerings[found.kind] as LowerWindow<WindowPattern['kind']>)(found, typeOf)

/** The borders that a slice cuts off images [images, ...sizes, channels]; undefined where it is another kind of slice. */
const cutOf = (primitive: Primitive, { images, sizes, channels }: WindowPattern): Cut | undefined => {
  if (primitive.kind !== 'slice') return undefined
  const { start, stop, step } = primitive
  const all = [images, ...sizes, channels]
  const isWhole = (axis: number): boolean => start[axis] === 0 && stop[axis] === all[axis]
  return step.every((n) => n === 1) && isWhole(0) && isWhole(all.length - 1)
    ? { low: start.slice(1, -1), high: sizes.map((n, i) => n - stop[i + 1]!) } : undefined
}

/** The only instruction that reads a value, by its position. */
const onlyReader = ({ instructions, results }: Program, id: Id): readonly [number, Instruction] | undefined => {
  const readers = [...instructions.entries()].filter(([, { operands }]) => operands.includes(id))
  return readers.length === 1 && !results.includes(id) ? readers[0] : undefined
}

/** Patterns by the position of the instruction that they replace: windows along one or more axes between batch and channels. */
export const patternsOf = (program: Program): ReadonlyMap<number, Pattern> => {
  const types = typesOf(program)
  const typeOf = (id: Id): TensorType => types[id]!
  const at = (position: number, written: Written | undefined): readonly (readonly [number, Pattern])[] => {
    const type = program.instructions[position]!.types[0]!
    return written === undefined ? []
      : [[position, { operands: written.operands, lower: (operands, to) => written.lower(operands, to, type) }]]
  }
  return new Map(windowsOf(program).patterns.filter(({ window }) => window.length > 0).flatMap((found) => {
    if (!isBack(found)) return at(found.instruction, writtenOf(found, typeOf))
    const nothing = found.window.map(() => 0)
    const whole = at(found.instruction, back(found, { low: nothing, high: nothing }))
    const [position, reader] = onlyReader(program, found.output) ?? []
    const cut = reader && cutOf(reader.primitive, found)
    const isInside = cut !== undefined && spreading(found, cut).every((widths) => widths.every((n) => n >= 0))
    return isInside ? [...whole, ...at(position!, back(found, cut))] : whole
  }))
}
