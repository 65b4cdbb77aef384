/** What the kernels of a module can take in. */
import { longest } from '../../program/code.js'
import type { FusionLimits } from '../../program/fusion.js'

/**
 * Engines take long to compile kernels of more members or steps; each operand is an address in a register. A map that a
 * reduction takes in is written out for several of its elements. Channels of windows are a tile's columns: with fewer than
 * these, lanes would be idle.
 */
export const fusion: Required<FusionLimits> = { members: 32, operands: 24, steps: longest, repeatedSteps: 24, channels: 8 }
