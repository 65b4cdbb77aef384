import { interpret } from '../backend/interpret.js'
import { scan } from '../backend/scan.js'
import { withoutCustom } from '../program/custom.js'
import { hoisted } from '../program/hoist.js'
import { loopRule } from './loopRule.js'
import { withRule, type Parts } from './rule.js'

export const parts: Parts<'scan'> = { ...loopRule, prepare: scan(interpret), plain: withoutCustom, hoisted }

/** A function that applies loops, with their derivative and their kernel, which programs without loops do without. */
// @__NO_SIDE_EFFECTS__
export const looping = <F>(f: F): F => withRule('scan', parts, f)
