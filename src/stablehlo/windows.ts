/**
 * Convolutions, pools and their gradients as the operations of StableHLO that they are: compilers don't find them in what brings
 * windows together, multiplies and adds.
 */
import { typesOf, type Program } from '../program/program.js'
import type { TensorType } from '../program/primitive.js'
import type { WindowPattern } from '../program/windowPattern.js'
import { windowsOf } from '../program/windows.js'
import type { Pattern } from './pattern.js'
import { convolution, kernelGradient, transposedConvolution } from './windows/dense.js'
import { depthwiseConvolution, depthwiseKernelGradient, depthwiseTransposedConvolution } from './windows/depthwise.js'
import { maxPoolGradient } from './windows/greatest.js'
import type { LowerWindow, LowerWindows } from './windows/lower.js'
import { pool, sumPoolGradient } from './windows/pool.js'

const lowerings: LowerWindows = {
  convolution, kernelGradient, transposedConvolution,
  depthwiseConvolution, depthwiseKernelGradient, depthwiseTransposedConvolution,
  pool, sumPoolGradient, maxPoolGradient,
}

/** What is written in the place of an instruction, by its position: windows of one to three axes between batch and channels. */
export const patternsOf = (program: Program): ReadonlyMap<number, Pattern> => {
  const types = typesOf(program)
  const typeOf = (id: number): TensorType => types[id]!
  return new Map(windowsOf(program).patterns.flatMap((found) => {
    // The compiler does not see that a kind's own lowering is asked for.
    const written = (lowerings[found.kind] as LowerWindow<WindowPattern['kind']>)(found, typeOf)
    const type = program.instructions[found.instruction]!.types[0]!
    return written === undefined || found.window.length === 0 ? []
      : [[found.instruction, { operands: written.operands, lower: (operands, to) => written.lower(operands, to, type) } satisfies Pattern]] as const
  }))
}
