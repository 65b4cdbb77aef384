/** Kernels, written plainly. Every interpreter starts from these, and adds its products and loops. */
import { broughtBy } from '../program/brought.js'
import type { Kind, Of, TensorType } from '../program/primitive.js'
import { generate } from './generate.js'
import type { Kernel, Kernels, Prepare, Prepared } from './kernel.js'
import { move } from './move.js'
import { reduce } from './reduce.js'
import { evaluate } from './scalar.js'

export const kernels: Omit<Kernels, 'contract' | 'scan'> = {
  ...move,
  ...generate,
  map: ({ expression }) => {
    const run = evaluate(expression)
    return ([out], operands) => run(out!, operands)
  },
  reduce,
}

/** One primitive made ready by the table's kernel for its kind, or by the one that it brings. */
export const prepare = <K extends Kind>(
  table: { readonly [K in Kind]?: Prepare<K> },
  primitive: Of<K>,
  operands: readonly TensorType[],
  results: readonly TensorType[],
): Kernel => {
  const own: Prepare<K> = table[primitive.kind as K] ?? broughtBy<Prepared<K>>(primitive.kind).prepare
  return own(primitive, operands, results)
}
