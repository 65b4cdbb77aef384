/** Convolutions, pools and their derivatives: every sum is exact, so every result is equal. */
import { simplify } from '../../../../src/program/simplify/simplify.js'
import { text } from '../../../../src/stablehlo/index.js'
import { caseOf, type Case, type Family } from '../cases.js'
import { drawn, operations, together } from '../randomWindows.js'

/**
 * Random windows of a kind, some of them in each text: compilations take most of the time. Every other text is of what passes
 * made.
 */
const random = (kind: keyof typeof operations, texts: number, each: number) => (): readonly Case[] => {
  const all = drawn(kind, texts * each)
  return Array.from({ length: texts }, (_, i) => {
    const { program, inputs } = together(all.slice(i * each, (i + 1) * each))
    const written = i % 2 === 0 ? program : simplify(program)
    return caseOf(`${kind} ${i * each} to ${(i + 1) * each - 1}`, program, text(written), inputs, { ulps: 0 })
  })
}

export const windows: Family = {
  'random convolutions': random('convolution', 3, 10),
  'random depthwise convolutions': random('depthwise', 2, 8),
  'random transposed convolutions': random('transposed', 3, 10),
  'random pools by maximum, with NaN, infinities and ties': random('maximum', 2, 14),
  'random pools by mean': random('mean', 1, 12),
  'random pools by sum, borders of any value': random('sum', 2, 10),
  'random pools by minimum': random('minimum', 1, 8),
}
