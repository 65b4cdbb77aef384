import { withoutCustom } from '../program/custom.js'
import { hoisted } from '../program/hoist.js'
import { prepare } from './loopKernel.js'
import { loopRule } from './loopRule.js'
import { withRule, type Parts } from './rule.js'

/** What a loop brings: its derivative, its kernel, and what is taken out of its steps; programs without loops do without. */
export const parts: Parts<'scan'> = { ...loopRule, prepare, plain: withoutCustom, hoisted }

/** A function that applies loops, with all that they bring. */
// @__NO_SIDE_EFFECTS__
export const looping = <F>(f: F): F => withRule('scan', parts, f)
