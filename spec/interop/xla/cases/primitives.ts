/** Every primitive as XLA runs it: nothing here depends on the order of a sum. */
import type { Kind } from '../../../../src/program/primitive.js'
import { text } from '../../../../src/stablehlo/index.js'
import { samples } from '../../../stablehlo/programs.js'
import { caseOf, type Family } from '../cases.js'
import { together } from '../randomWindows.js'
import type { Within } from '../within.js'

/** XLA may give another zero where it computes; what only moves keeps its bits. */
const computed: ReadonlySet<Kind> = new Set(['map', 'reduce', 'contract', 'fold', 'scatterAdd', 'scatterMax'])

export const primitives: Family = Object.fromEntries(Object.entries(samples).map(([kind, list]) => {
  const within: Within = computed.has(kind as Kind) ? { ulps: 0 } : 'bits'
  return [kind, () => {
    const { program, inputs } = together(Object.values(list))
    return [caseOf(Object.keys(list).join(', '), program, text(program), inputs, within)]
  }]
}))
