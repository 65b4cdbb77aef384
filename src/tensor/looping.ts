import { scheduled } from '../backend/wasm/scheduling/loop.js'
import { withoutCustom } from '../program/custom.js'
import { hoisted } from '../program/hoist.js'
import { infer } from '../program/scan.js'
import { prepare } from './loopKernel.js'
import { loopRule } from './loopRule.js'
import { withRule, type Parts } from './rule.js'

/**
 * What a loop brings: its derivative, its types, its kernel, its steps in a module, and what is taken out of these; programs
 * without loops do without.
 */
export const parts: Parts<'scan'> = { ...loopRule, infer, prepare, plain: withoutCustom, hoisted, scheduled }

/** A function that applies loops, with all that they bring. */
// @__NO_SIDE_EFFECTS__
export const looping = <F>(f: F): F => withRule('scan', parts, f)
