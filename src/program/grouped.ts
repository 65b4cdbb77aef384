/** What grouping makes of instructions. */
import type { Primitive } from './primitive.js'
import type { Program } from './program.js'

/**
 * Some instructions that are run as one. A group comes from the layer of the product or the reduction in it, which takes longest,
 * else from that of its last instruction.
 */
export interface Group {
  readonly kind: 'group'
  readonly body: Program
}

/** What an instruction is after grouping. */
export type Grouped = Primitive | Group
