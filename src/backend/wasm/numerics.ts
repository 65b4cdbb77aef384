/** Whether results are fixed to the bit: the one choice of instructions that is the caller's. */
import { fail, TenfoldError } from '../../shape/error.js'
import { f32x4, v128 } from './assembler/code.js'
import { bodyOf, define, encode } from './assembler/module.js'
import { isKnown } from './assembler/webAssembly.js'

/**
 * How floats are rounded. `deterministic`: as every backend does, to the same bits. `relaxed`: products and sums of matrix
 * products and convolutions may be rounded once instead of twice, as the machine likes. That is quicker and no less exact,
 * but the bits are those of one kind of machine: nobody else can be held to a digest of them.
 */
export type Numerics = 'deterministic' | 'relaxed'

/**
 * Whether this engine has the instructions of relaxed numerics: Node does from 22 on, Chrome from 114 on.
 *
 * @example
 * hasRelaxed() ? 'quick' : 'as ever' // either, as the engine is
 */
export const hasRelaxed = (): boolean => {
  const zero = v128.const([0, 0, 0, 0])
  const fused = define(0, (fresh) => fresh('v128').set(f32x4.relaxedMadd(zero, zero, zero)))
  return isKnown(encode([{ name: '', parameters: 0, body: bodyOf(fused) }], { pages: 0, shared: false }))
}

/** Whether relaxed numerics are asked for, and can be had. */
export const isRelaxed = (operation: string, numerics: Numerics = 'deterministic'): boolean => {
  const argument = 'numerics'
  if (numerics === 'deterministic') return false
  if (numerics !== 'relaxed') fail(operation, { argument, expected: "'deterministic' or 'relaxed'", received: numerics })
  if (hasRelaxed()) return true
  throw new TenfoldError(operation, {
    argument, expected: 'what the engine has', received: numerics,
    message: "numerics 'relaxed' need relaxed SIMD, which this engine's WebAssembly does not have: take Node 22 or later, or a "
      + "newer browser, or numerics 'deterministic' (hasRelaxed says which can be had)",
  })
}
