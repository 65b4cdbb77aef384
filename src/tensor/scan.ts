/** Recurrence without unrolling: the loop, and with it its derivative and its kernel, which programs without loops do without. */
import { interpret } from '../backend/interpret.js'
import { scan as kernel } from '../backend/scan.js'
import { withoutCustom } from '../program/custom.js'
import { hoisted } from '../program/hoist.js'
import { loop } from './loop.js'
import { loopRule } from './loopRule.js'
import { withRule, type Parts } from './rule.js'

export type { Row, ScanOptions, Stacked } from './loop.js'

export const parts: Parts<'scan'> = { ...loopRule, prepare: kernel(interpret), plain: withoutCustom, hoisted }

/**
 * Runs `step` over the rows of the sequences, carrying a state: gives the last state and the outputs, stacked. What `step`
 * closes over is the same in every step.
 *
 * @example
 * type Sum = Tensor<readonly []>
 * scan((sum: Sum, x: Sum) => [pipe(sum, add(x)), sum], scalar(0), of([3], [1, 2, 3])) // [6, [0, 1, 3]]
 */
export const scan = withRule('scan', parts, loop)
