/** What grouping makes of instructions. */
import type { Primitive } from './primitive.js'
import type { Program } from './program.js'

/** Some instructions that are run as one. Each has the layer that it came from; the group may have several. */
export interface Group {
  readonly kind: 'group'
  readonly body: Program
}

/** What an instruction is after grouping. */
export type Grouped = Primitive | Group
