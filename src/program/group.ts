import type { Primitive } from './primitive.js'
import type { Program } from './program.js'

/** Some instructions that a backend runs as one: they mean what their body means. */
export interface Group {
  readonly kind: 'group'
  readonly body: Program
}

export type Grouped = Primitive | Group
